/**
 * Escapes text of clients and programs for generated code. Requests can come from any web page, and people paste the
 * generated code into a shell or save it as a test.
 */

/** Characters that a terminal interprets, and invisible characters that change how text is displayed. */
const controls = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Words that are safe in every shell without quotes. zsh expands a leading `=name`. */
const plain = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

/**
 * Returns one word for the command line of a POSIX shell. Control characters are escaped, because a terminal would
 * interpret pasted ones. NUL is removed: no argument can contain it.
 */
export function shellWord(text: string): string {
  return plain.test(text) ? text : quoteWord(text);
}

/** Returns the word in quotes even if it needs none. */
export function quoteWord(text: string): string {
  const content = text.replaceAll("\0", "");
  if (!controls.test(content)) return `'${content.replaceAll("'", String.raw`'\''`)}'`;
  // $'…' (POSIX.1-2024, 2.2.4)
  const escaped = [...content].map((character) => {
    if (character === "'" || character === "\\") return `\\${character}`;
    return controls.test(character) ? toOctalEscapes(character) : character;
  });
  return `$'${escaped.join("")}'`;
}

/** Returns octal escapes. Each has three digits, so a following digit cannot extend it. */
function toOctalEscapes(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

const everyControl = new RegExp(controls, "g");

/** Returns a JavaScript literal of a value that JSON can represent. */
export function javaScriptLiteral(value: unknown): string {
  return (
    JSON.stringify(value)
      .replace(everyControl, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
      // A quoted "__proto__" key would set the prototype. Inside strings, quotes are escaped, so they do not match.
      .replace(/(?<=[{,])"__proto__":/g, '["__proto__"]:')
  );
}
