/** Unicode noncharacters, which templates do not contain. */
const backslash = "\uFDD0";
const separator = "\uFDD1";
const end = "\uFDD2";

/**
 * Matches the parts that need preparation: raw text and comments, which do not change; directives in formal notation;
 * and backslashes before references, quotes and text that the parser does not take for a directive.
 */
const special = new RegExp(
  [
    /#\[\[[\s\S]*?\]\]#|#\*[\s\S]*?\*#|##[^\r\n]*/,
    /#\{(\w+)\}(?=(\s*\()?)/,
    /\\+(?=[$"']|#(?!\w+\(|(?:set|if|elseif|else|end|foreach|macro|define|break|stop|include|parse|evaluate)\b))/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/**
 * Rewrites a template for velocityjs's parser: `#{if}(…)` becomes `#if(…)`. Backslashes that the parser would drop
 * become text, which splitBackslashes reads.
 */
export function prepareSource(source: string): string {
  const prepared = source.replace(special, (found, directive?: string, parenthesis?: string) => {
    if (found.startsWith("\\")) return backslash.repeat(found.length);
    if (directive === undefined) return found;
    if (directive === "break" || directive === "stop") return `#${directive}${separator}`;
    return parenthesis === undefined ? found : `#${directive}`;
  });
  return `${prepared}\n#[[${end}]]#`;
}

/** True for the mark at the end of a prepared template. */
export function isEnd(text: unknown): boolean {
  return text === end;
}

/** Restores the source text of a part of a prepared template. */
export function restoreSource(prepared: string): string {
  return prepared.replaceAll(backslash, "\\").replaceAll(separator, "");
}

/** Splits the text before a reference from the backslashes that belong to the reference. */
export function splitBackslashes(prepared: string): [text: string, backslashes: number] {
  const text = prepared.replace(new RegExp(`${backslash}+$`), "");
  return [text, prepared.length - text.length];
}
