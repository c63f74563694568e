/** Maximum nesting (Jackson's StreamReadConstraints). It keeps all work on a parsed value within the stack. */
export const maxDepth = 1_000;

/** Returns whether JSON is nested too deeply. @param text valid JSON */
export function isTooDeep(text: string): boolean {
  if (text.length <= 2 * maxDepth) return false;
  let [depth, isInText] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const next = text[at]!;
    if (next === '"') isInText = !isInText;
    else if (isInText) at += next === "\\" ? 1 : 0;
    else if (next === "[" || next === "{") depth += 1;
    else if (next === "]" || next === "}") depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}
