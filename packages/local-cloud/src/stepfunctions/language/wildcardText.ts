/** Matches a text against a pattern of StringMatches: `*` matches any text; `\*` and `\\` are literal. Takes linear time. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [first, ...others] = partsOf(pattern) as [string, ...string[]];
  const last = others.pop();
  if (last === undefined) return text === first;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  // The earliest match of each part leaves the most text for the following parts.
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** Returns the literal texts between the wildcards. */
function partsOf(pattern: string): string[] {
  const parts = [""];
  for (let at = 0; at < pattern.length; at += 1) {
    const next = pattern[at]!;
    if (next === "*") parts.push("");
    else {
      if (next === "\\" && at + 1 < pattern.length) at += 1;
      parts[parts.length - 1] += pattern[at]!;
    }
  }
  return parts;
}
