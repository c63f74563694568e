/** A JSON value that keeps the text of its numbers and all of an object's keys, also repeated ones. */
export type JsonNode =
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  /** `text` of a string is its value without quotes. Of the others, it is the text of the document. */
  | { readonly kind: "string" | "number" | "literal"; readonly text: string };

/** A text that is not JSON. */
export class JsonTextError extends Error {
  override readonly name = "JsonTextError";
}

/** Maximum nesting, as in the parser of AWS's event-ruler (Jackson's StreamReadConstraints). */
const maxDepth = 1_000;

/** Parses a JSON document. `JSON.parse` drops the text of numbers and repeated keys. @throws JsonTextError */
export function parseJsonText(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

/** Returns compact JSON text. Numbers and repeated keys are printed as they were parsed. */
export function printJsonText(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${printJsonText(value)}`).join(",")}}`;
    case "array":
      return `[${node.items.map(printJsonText).join(",")}]`;
    case "string":
      return JSON.stringify(node.text);
    default:
      return node.text;
  }
}

const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const literal = /true|false|null/y;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): JsonNode {
    this.take(space);
    if (depth > maxDepth) {
      throw new JsonTextError(
        `Document nesting depth (${String(depth)}) exceeds the maximum allowed (${String(maxDepth)})`,
      );
    }
    const next = this.text[this.at];
    if (next === "{") return { kind: "object", entries: this.list("}", () => this.entry(depth)) };
    if (next === "[") return { kind: "array", items: this.list("]", () => this.value(depth + 1)) };
    if (next === '"') return { kind: "string", text: this.string() };
    const digits = this.take(number);
    if (digits !== "") return { kind: "number", text: digits };
    const word = this.take(literal);
    if (word !== "") return { kind: "literal", text: word };
    throw this.unexpected("a valid value");
  }

  end(): void {
    this.take(space);
    if (this.at < this.text.length) throw this.unexpected("the end of the document");
  }

  private entry(depth: number): readonly [string, JsonNode] {
    this.take(space);
    if (this.text[this.at] !== '"') throw this.unexpected("double-quote to start field name");
    const key = this.string();
    this.take(space);
    if (this.text[this.at] !== ":") throw this.unexpected("a colon to separate field name and value");
    this.at += 1;
    return [key, this.value(depth + 1)];
  }

  /** Reads a list up to its closing bracket. */
  private list<T>(closing: string, item: () => T): T[] {
    this.at += 1;
    const items: T[] = [];
    this.take(space);
    if (this.text[this.at] === closing) {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(item());
      this.take(space);
      const next = this.text[this.at];
      if (next !== "," && next !== closing) throw this.unexpected("comma to separate entries");
      this.at += 1;
      if (next === closing) return items;
    }
  }

  private string(): string {
    const quoted = this.take(string);
    if (quoted === "") throw new JsonTextError("Unexpected end-of-input or illegal character in a string");
    return JSON.parse(quoted) as string;
  }

  /** Returns the match of a sticky expression at this place and moves past it; empty without a match. */
  private take(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private unexpected(expected: string): JsonTextError {
    const found = this.text[this.at];
    if (found === undefined) return new JsonTextError(`Unexpected end-of-input: was expecting ${expected}`);
    const code = String(found.charCodeAt(0));
    return new JsonTextError(`Unexpected character ('${found}' (code ${code})): was expecting ${expected}`);
  }
}
