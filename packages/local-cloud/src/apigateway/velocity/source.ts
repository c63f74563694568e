/** Noncharacters of Unicode, which no template contains. */
const backslash = "\uFDD0";
const separator = "\uFDD1";
const end = "\uFDD2";

/**
 * Raw text and comments, which stay as they are; directives in formal notation; backslashes in front of references, of
 * quotes, which they do not escape in Velocity, and of what the parser does not take for a directive.
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
 * A template in the words that velocityjs's parser knows: `#{if}(…)` as `#if(…)`. Backslashes that it would drop, also
 * in front of what turns out to be neither a reference nor a directive, become text, for splitBackslashes.
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

/** Whether a raw text is the mark behind a prepared template. */
export function isEnd(text: unknown): boolean {
  return text === end;
}

/** A piece of a prepared template as it was written. */
export function restoreSource(prepared: string): string {
  return prepared.replaceAll(backslash, "\\").replaceAll(separator, "");
}

/** The text in front of a reference, and how many backslashes of it belong to the reference. */
export function splitBackslashes(prepared: string): [text: string, backslashes: number] {
  const text = prepared.replace(new RegExp(`${backslash}+$`), "");
  return [text, prepared.length - text.length];
}
