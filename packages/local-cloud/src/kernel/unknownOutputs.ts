import { accountId } from "./identity";
import type { NewResource, Properties } from "./resources";

/** What stands for an output that AWS chooses and a local run does not know: it tells where it comes from. */
function placeholder(output: string, { type, name }: NewResource): string {
  return `<${output} of ${name} (${type})>`;
}

const pattern = /<(\w+) of ([^<>]+) \(([\w.-]+:[\w./-]*:\w+)\)>/;

/** The unknown output that a text holds, in words; undefined when it holds none. */
export function unknownOutputIn(text: string): string | undefined {
  const [, output, name, type] = pattern.exec(text) ?? [];
  return output === undefined ? undefined : `the output ${output} of ${name} (${type})`;
}

/** Outputs that are the same for all types of AWS's. */
function commonOutputs({ inputs }: NewResource, region: string): Properties {
  return {
    tagsAll: inputs["tags"] ?? {},
    region,
    ownerId: accountId,
    ownerAccountId: accountId,
    accountId,
  };
}

/**
 * Completes what a provider gives with what is left of a type's outputs.
 *
 * @param outputs names of all that a deployment would fill in.
 */
export function completed(
  resource: NewResource,
  {
    outputs,
    state,
    region,
  }: { readonly outputs: readonly string[]; readonly state: Properties; readonly region: string },
): Properties {
  const common = resource.type.startsWith("aws:") ? commonOutputs(resource, region) : {};
  const missing = outputs.filter((output) => !(output in state) && resource.inputs[output] === undefined);
  const filled = missing.map((output) => [output, common[output] ?? placeholder(output, resource)] as const);
  return { ...Object.fromEntries(filled), ...state };
}
