/** Outputs of another stack, as a reference to it reads them. */
export interface StackOutputs {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputNames: readonly string[];
}

/**
 * What `--config` and `--secret` say of other stacks, by their names: keys whose namespace is a stack's name,
 * `acme/network/dev:vpcId`, which no project's key is. A value that is a list or an object in JSON is taken for one.
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
    stacks[stack].outputs[output] = structured(text) ?? text;
    if (secretKeys.includes(key)) stacks[stack].secretOutputNames.push(output);
  }
  return stacks;
}

export function isOfOtherStack(key: string): boolean {
  return key.slice(0, key.indexOf(":")).includes("/");
}

function structured(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
