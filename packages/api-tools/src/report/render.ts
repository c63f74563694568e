import {
  type NewResource,
  type Program,
  type Provider,
  type Providers,
  providersOf,
  render,
} from "@onemachine/local-cloud";

export interface Side {
  readonly dir: string;
  readonly stack: string;
  readonly config: readonly string[];
}

/** Identifies a resource within a program. */
export function keyOf({ type, name }: Pick<NewResource, "type" | "name">): string {
  return `${type} ${name}`;
}

/**
 * Renders one side of the comparison.
 *
 * @param replaced resources that get a new id and name, so that resources referring to them show as changed.
 */
export function renderSide(side: Side, replaced: ReadonlySet<string> = new Set()): Promise<Program> {
  return render({
    ...side,
    replacesEncrypted: true,
    providers: createRenamingProviders(replaced),
    // Names versions by their content, so that an alias changes if and only if the code does.
    publishedVersion: (_, revision) => revision.slice(0, 8),
  });
}

function createRenamingProviders(replaced: ReadonlySet<string>): Providers {
  const renaming =
    (provider: Provider): Provider =>
    (resource, context, earlier) =>
      provider(
        resource,
        // Ids and names are derived from the stack's name.
        replaced.has(keyOf(resource)) ? { ...context, stack: `${context.stack} replaced` } : context,
        earlier,
      );
  return Object.fromEntries(Object.entries(providersOf()).map(([type, provider]) => [type, renaming(provider)]));
}
