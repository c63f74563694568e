/** Java's names of character classes that ECMAScript does not have. */
const javaClasses: Readonly<Record<string, string>> = { "\\p{Print}": "[\\x20-\\x7E]" };

const compiled = new Map<string, RegExp>();

/**
 * Compiles a pattern of an API model, which is one of Java's and matches a whole text.
 *
 * @throws SyntaxError for what ECMAScript cannot express.
 */
export function wholeTextPattern(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const dotAll = pattern.startsWith("(?s)");
  const text = Object.entries(javaClasses).reduce(
    (translated, [java, own]) => translated.replaceAll(java, own),
    dotAll ? pattern.slice("(?s)".length) : pattern,
  );
  const result = compile(`^(?:${text})$`, dotAll ? "s" : "");
  compiled.set(pattern, result);
  return result;
}

/** With the u flag if possible: `\p{L}` needs it, and escapes such as `\_` are errors with it. */
function compile(text: string, flags: string): RegExp {
  try {
    return new RegExp(text, `${flags}u`);
  } catch (error) {
    if (text.includes("\\p{")) throw error;
    return new RegExp(text, flags);
  }
}
