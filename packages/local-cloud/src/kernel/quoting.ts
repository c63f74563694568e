/**
 * Text in generated code: everything that a client or a program chose goes through here. A request can come from any web
 * page, and a person pastes what is generated into a shell or saves it as a test.
 */

/** Characters that a terminal acts on, and those that change how text around them is shown. */
const controls = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Words that no shell changes; zsh replaces `=name`. */
const plain = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

/**
 * One word of a command line of bash, zsh and other shells of POSIX. Control characters are written as escapes: pasted as
 * they are, a terminal would act on them. NUL, which no argument can contain, is left out.
 */
export function shellWord(text: string): string {
  return plain.test(text) ? text : quotedWord(text);
}

/** The same in quotes, where it needs none too. */
export function quotedWord(text: string): string {
  const content = text.replaceAll("\0", "");
  if (!controls.test(content)) return `'${content.replaceAll("'", String.raw`'\''`)}'`;
  // $'…' (POSIX.1-2024, 2.2.4)
  const escaped = [...content].map((character) => {
    if (character === "'" || character === "\\") return `\\${character}`;
    return controls.test(character) ? octets(character) : character;
  });
  return `$'${escaped.join("")}'`;
}

/** In octal, which takes three digits whatever follows. */
function octets(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}

const everyControl = new RegExp(controls, "g");

/** A literal of JavaScript and TypeScript with this value, which JSON can carry. */
export function javaScriptLiteral(value: unknown): string {
  return (
    JSON.stringify(value)
      .replace(everyControl, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
      // Quoted, it would set the prototype. Inside of a text, a backslash stands before each quote.
      .replace(/(?<=[{,])"__proto__":/g, '["__proto__"]:')
  );
}
