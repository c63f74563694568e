import { isJson } from "../../kernel/json";
import { isTooDeep, maxDepth } from "./jsonDepth";

/** Why a text is not JSON, in the words of Jackson, the parser of AWS. */
export interface JsonFault {
  readonly message: string;
  /** Position in the form of Jackson, such as `[Source: (String)"{"; line: 1, column: 2]`. */
  readonly location: string;
}

/** Characters of the source that Jackson shows. */
const maxSource = 500;
const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const word = /[\p{L}\p{N}_$]+/uy;
const spaces = /[ \t\r\n]+/y;
const digits = /[0-9]+/y;
const plainText = /[^"\\\u0000-\u001f]+/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Returns why a text is not JSON, or is nested too deeply; undefined for other JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  return isJson(text) && !isTooDeep(text) ? undefined : faultIn(text);
}

function faultIn(text: string): JsonFault | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.document();
    return undefined;
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return { message: error.message, location: scanner.place(error.at) };
  }
}

class Unexpected extends Error {
  override readonly name = "Unexpected";

  /** @param at offset behind the last character that was read */
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  document(): void {
    this.skip(spaces);
    this.value(0);
    this.skip(spaces);
    if (this.at < this.text.length) this.failValue();
  }

  place(at: number): string {
    const before = this.text.slice(0, at);
    const line = before.split("\n").length;
    const column = at - before.lastIndexOf("\n");
    const more = this.text.length - maxSource;
    const end = more > 0 ? `[truncated ${String(more)} chars]` : "";
    return `[Source: (String)"${this.text.slice(0, maxSource)}"${end}; line: ${String(line)}, column: ${String(column)}]`;
  }

  private value(depth: number): void {
    const next = this.text[this.at];
    if (next === undefined) throw new Unexpected("No content to map due to end-of-input", this.at);
    if (next === "{") this.object(depth);
    else if (next === "[") this.list(depth);
    else if (next === '"') this.quoted("was expecting closing quote for a string value");
    else if (next === "-" || (next >= "0" && next <= "9")) this.number();
    else this.literal();
  }

  private object(depth: number): void {
    const start = this.open(depth);
    if (this.close("}")) return;
    for (;;) {
      this.needMore("Object", start);
      if (this.text[this.at] !== '"') this.failCharacter("was expecting double-quote to start field name");
      this.quoted("in field name", "");
      this.skip(spaces);
      if (this.at >= this.text.length) this.failEnd("within/between Object entries", "");
      if (this.text[this.at] !== ":") this.failCharacter("was expecting a colon to separate field name and value");
      this.at += 1;
      this.skip(spaces);
      if (this.at >= this.text.length) this.failEnd("within/between Object entries", "");
      this.value(depth + 1);
      if (this.close("}")) return;
      this.comma("Object", start);
    }
  }

  private list(depth: number): void {
    const start = this.open(depth);
    if (this.close("]")) return;
    for (;;) {
      this.needMore("Array", start);
      this.value(depth + 1);
      if (this.close("]")) return;
      this.comma("Array", start);
    }
  }

  private open(depth: number): number {
    this.at += 1;
    if (depth >= maxDepth) {
      const rule = `(${String(maxDepth)}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`;
      throw new Unexpected(
        `Document nesting depth (${String(depth + 1)}) exceeds the maximum allowed ${rule}`,
        this.at,
      );
    }
    this.skip(spaces);
    return this.at;
  }

  private close(marker: string): boolean {
    this.skip(spaces);
    if (this.text[this.at] !== marker) return false;
    this.at += 1;
    return true;
  }

  private comma(kind: string, start: number): void {
    this.needMore(kind, start);
    if (this.text[this.at] !== ",") this.failCharacter(`was expecting comma to separate ${kind} entries`);
    this.at += 1;
    this.skip(spaces);
  }

  private needMore(kind: string, start: number): void {
    if (this.at < this.text.length) return;
    const marker = this.place(this.text.lastIndexOf(kind === "Object" ? "{" : "[", start - 1));
    this.failEnd(`expected close marker for ${kind} (start marker at ${marker})`);
  }

  private quoted(missing: string, colon = ":"): void {
    this.at += 1;
    for (;;) {
      this.skip(plainText);
      const next = this.text[this.at];
      if (next === undefined) this.failEnd(missing, colon);
      if (next === '"') break;
      if (next === "\\") {
        if (!this.skip(escape)) this.failEscape(missing, colon);
      } else this.failControl();
    }
    this.at += 1;
  }

  private failEscape(missing: string, colon: string): never {
    const next = this.text[this.at + 1];
    if (next === undefined) this.failEnd(missing, colon);
    this.at += 2;
    throw new Unexpected(`Unrecognized character escape ${shown(next)}`, this.at);
  }

  private failControl(): never {
    const code = String(this.text.charCodeAt(this.at));
    const rule = "has to be escaped using backslash to be included in string value";
    throw new Unexpected(`Illegal unquoted character ((CTRL-CHAR, code ${code})): ${rule}`, this.at + 1);
  }

  private number(): void {
    if (this.text[this.at] === "-") {
      this.at += 1;
      this.needDigit("expected digit (0-9) to follow minus sign, for valid numeric value");
    }
    if (this.text[this.at] === "0" && /[0-9]/.test(this.text[this.at + 1] ?? "")) {
      throw new Unexpected("Invalid numeric value: Leading zeroes not allowed", this.at + 1);
    }
    this.skip(digits);
    if (this.text[this.at] === ".") {
      this.at += 1;
      this.needDigit("Decimal point not followed by a digit");
      this.skip(digits);
    }
    if (this.text[this.at]?.toLowerCase() !== "e") return;
    this.at += 1;
    if (this.text[this.at] === "+" || this.text[this.at] === "-") this.at += 1;
    this.needDigit("Exponent indicator not followed by a digit");
    this.skip(digits);
  }

  private needDigit(rule: string): void {
    const next = this.text[this.at];
    if (next === undefined) this.failEnd("in number value", "");
    if (/[0-9]/.test(next)) return;
    throw new Unexpected(`Unexpected character (${shown(next)}) in numeric value: ${rule}`, this.at + 1);
  }

  private literal(): void {
    const start = this.at;
    if (this.skip(word) && ["true", "false", "null"].includes(this.text.slice(start, this.at))) return;
    this.at = start;
    this.failValue();
  }

  /** @throws Unexpected for a word or a character that begins no value */
  private failValue(): never {
    const start = this.at;
    if (/^[\p{L}_$]/u.test(this.text.slice(start, start + 2)) && this.skip(word)) {
      throw new Unexpected(`Unrecognized token '${this.text.slice(start, this.at)}': was expecting ${values}`, this.at);
    }
    return this.failCharacter(`expected a valid value ${values}`);
  }

  private failCharacter(rule: string): never {
    throw new Unexpected(`Unexpected character (${shown(this.text[this.at]!)}): ${rule}`, this.at + 1);
  }

  private failEnd(what: string, colon = ":"): never {
    throw new Unexpected(`Unexpected end-of-input${colon} ${what}`, this.text.length);
  }

  /** Moves behind the match of a sticky expression. @returns false without a match */
  private skip(expression: RegExp): boolean {
    expression.lastIndex = this.at;
    const length = expression.exec(this.text)?.[0].length ?? 0;
    this.at += length;
    return length > 0;
  }
}

function shown(character: string): string {
  return `'${character}' (code ${String(character.charCodeAt(0))})`;
}
