import { accountId } from "./identity";
import type { NewResource, Properties } from "./resources";

/** Returns a placeholder for an output that only AWS knows; it names the output and the resource. */
function placeholder(output: string, { type, name }: NewResource): string {
  return `<${output} of ${name} (${type})>`;
}

const pattern = /<(\w+) of ([^<>]+) \(([\w.-]+:[\w./-]*:\w+)\)>/;

/** Returns a description of the unknown output in a text; undefined if it contains none. */
export function unknownOutputIn(text: string): string | undefined {
  const [, output, name, type] = pattern.exec(text) ?? [];
  return output === undefined ? undefined : `the output ${output} of ${name} (${type})`;
}

/** Returns outputs that all AWS types have. */
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
 * Adds the outputs that a provider does not set.
 *
 * @param outputs names of all outputs of a deployed resource.
 */
export function completeOutputs(
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
