/** Java's character classes that ECMAScript lacks. */
const javaClasses: Readonly<Record<string, string>> = { "\\p{Print}": "[\\x20-\\x7E]" };

const patternCache = new Map<string, RegExp>();

/**
 * Compiles a Java pattern of an API model, which must match the whole text.
 *
 * @throws SyntaxError if ECMAScript cannot express it.
 */
export function wholeTextPattern(pattern: string): RegExp {
  const known = patternCache.get(pattern);
  if (known !== undefined) return known;
  const dotAll = pattern.startsWith("(?s)");
  const text = Object.entries(javaClasses).reduce(
    (translated, [java, own]) => translated.replaceAll(java, own),
    dotAll ? pattern.slice("(?s)".length) : pattern,
  );
  const result = compile(`^(?:${text})$`, dotAll ? "s" : "");
  patternCache.set(pattern, result);
  return result;
}

/** Compiles with the u flag if possible. `\p{L}` needs it, but escapes such as `\_` are errors with it. */
function compile(text: string, flags: string): RegExp {
  try {
    return new RegExp(text, `${flags}u`);
  } catch (error) {
    if (text.includes("\\p{")) throw error;
    return new RegExp(text, flags);
  }
}
