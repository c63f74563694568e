/** Outputs of another stack, as a StackReference returns them. */
export interface StackOutputs {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputNames: readonly string[];
}

/**
 * Returns the outputs of other stacks in `--config` and `--secret`. The namespace of such a key is a stack name with a
 * slash, as in `acme/network/dev:vpcId`; no project name contains one. A JSON list or object is parsed.
 */
export function configuredStacks(
  config: Readonly<Record<string, string>>,
  secretKeys: readonly string[],
): Record<string, StackOutputs> {
  const stacks: Record<string, { outputs: Record<string, unknown>; secretOutputNames: string[] }> = {};
  for (const [key, text] of Object.entries(config)) {
    const [stack = "", output = ""] = key.split(":");
    if (!isOfOtherStack(key)) continue;
    stacks[stack] ??= { outputs: {}, secretOutputNames: [] };
    stacks[stack].outputs[output] = parseStructured(text) ?? text;
    if (secretKeys.includes(key)) stacks[stack].secretOutputNames.push(output);
  }
  return stacks;
}

export function isOfOtherStack(key: string): boolean {
  return key.slice(0, key.indexOf(":")).includes("/");
}

function parseStructured(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
