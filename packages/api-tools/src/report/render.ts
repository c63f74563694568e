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

/** Tells a resource within a program. */
export function keyOf({ type, name }: Pick<NewResource, "type" | "name">): string {
  return `${type} ${name}`;
}

/**
 * Renders a side of the comparison.
 *
 * @param replaced resources that get another id and name than before, so that what refers to them shows as changed.
 */
export function renderSide(side: Side, replaced: ReadonlySet<string> = new Set()): Promise<Program> {
  return render({
    ...side,
    providers: renamingProviders(replaced),
    // A version is named by what it holds: an alias moves when the code does.
    publishedVersion: (_, revision) => revision.slice(0, 8),
  });
}

function renamingProviders(replaced: ReadonlySet<string>): Providers {
  const renaming =
    (provider: Provider): Provider =>
    (resource, context, earlier) =>
      provider(
        resource,
        // Ids and names follow from the stack's.
        replaced.has(keyOf(resource)) ? { ...context, stack: `${context.stack} replaced` } : context,
        earlier,
      );
  return Object.fromEntries(Object.entries(providersOf()).map(([type, provider]) => [type, renaming(provider)]));
}
