import { messageOf, UserError } from "../kernel/errors";
import type { StackOutput } from "../kernel/resources";
import type { PulumiCopy } from "./pulumi/pulumiCopy";

/**
 * Resolves the exports of a program.
 *
 * @param unsettled contains the names of pending outputs while this runs.
 * @throws UserError for an output that cannot be stored as JSON.
 */
export async function stackOutputs(
  api: PulumiCopy["api"],
  exported: unknown,
  unsettled: Set<string>,
): Promise<Record<string, StackOutput>> {
  const named = typeof exported === "object" && exported !== null ? Object.entries(exported) : [];
  for (const [name, value] of named) {
    if (isCyclic(value, api))
      throw new UserError(`the output ${name} contains itself, and Pulumi stores outputs as JSON`);
    unsettled.add(name);
  }
  const resolved = named.map(async ([name, value]): Promise<[string, StackOutput]> => {
    const whole = api.output(value as unknown);
    const settled = whole as unknown as { promise(withUnknowns?: boolean): Promise<unknown> };
    const output = { value: await settled.promise(), secret: await api.isSecret(whole) };
    unsettled.delete(name);
    checkStorable(name, output.value);
    return [name, output];
  });
  return Object.fromEntries(await Promise.all(resolved));
}

/** Returns whether plain objects form a cycle, which Pulumi would follow without end. */
function isCyclic(value: unknown, api: PulumiCopy["api"], within: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof value !== "object" || value === null || value instanceof Promise) return false;
  if (api.Output.isInstance(value) || api.Resource.isInstance(value)) return false;
  if (within.has(value)) return true;
  const around = new Set([...within, value]);
  return Object.values(value).some((inner) => isCyclic(inner, api, around));
}

/** @throws UserError */
function checkStorable(name: string, value: unknown): void {
  try {
    JSON.stringify(value);
  } catch (error) {
    throw new UserError(`the output ${name} cannot be stored as JSON: ${messageOf(error)}`);
  }
}
