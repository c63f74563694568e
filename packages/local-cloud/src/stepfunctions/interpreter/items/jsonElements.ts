import type { Json } from "../../language/json";
import { maxItemCharacters, notIterable, parseJson, readerFailed } from "./readerFailures";

/**
 * Yields the items at a JSON pointer of a text that arrives in pieces: the elements of a list, or the members of an object
 * as `Key` and `Value`. Only one item is kept at a time.
 *
 * @param pointer parts of the pointer; an object is a data set only with a pointer (Developer Guide, "ItemReader")
 * @throws StateError States.ItemReaderFailed
 */
export async function* jsonElements(pieces: AsyncIterable<string>, pointer: readonly string[]): AsyncGenerator<Json> {
  const reader = new JsonReader(pieces[Symbol.asyncIterator]());
  try {
    for (const part of pointer) await reader.enter(part);
    const next = await reader.peek();
    if (next === "[") yield* reader.elements();
    else if (next === "{" && pointer.length > 0) yield* reader.members();
    else throw await reader.notIterable();
  } finally {
    await reader.close();
  }
}

/** Finds the end of a value in a text that arrives in pieces. */
class ValueEnd {
  private depth = 0;
  private isQuoted = false;
  private isEscaped = false;

  /** Returns the index behind the value; undefined if the text ends before it. */
  in(text: string, from: number): number | undefined {
    for (let at = from; at < text.length; at += 1) {
      const next = text[at]!;
      if (this.isQuoted) {
        if (this.isEscaped) this.isEscaped = false;
        else if (next === "\\") this.isEscaped = true;
        else if (next === '"') {
          this.isQuoted = false;
          if (this.depth === 0) return at + 1;
        }
      } else if (next === '"') this.isQuoted = true;
      else if (next === "{" || next === "[") this.depth += 1;
      else if (next === "}" || next === "]") {
        if (this.depth === 0) return at;
        this.depth -= 1;
        if (this.depth === 0) return at + 1;
      } else if (this.depth === 0 && (next === "," || isSpace(next))) return at;
    }
    return undefined;
  }

  /** True if the value may end with the text. */
  get isComplete(): boolean {
    return this.depth === 0 && !this.isQuoted;
  }
}

class JsonReader {
  private text = "";
  private at = 0;

  constructor(private readonly pieces: AsyncIterator<string>) {}

  /** Returns the next character that is no space; undefined at the end. */
  async peek(): Promise<string | undefined> {
    for (;;) {
      while (this.at < this.text.length && isSpace(this.text[this.at]!)) this.at += 1;
      if (this.at < this.text.length) return this.text[this.at];
      if (!(await this.more())) return undefined;
    }
  }

  /** Moves to a member of an object or an element of a list. */
  async enter(part: string): Promise<void> {
    const open = await this.peek();
    if (open !== "{" && open !== "[") throw await this.notIterable();
    this.at += 1;
    for (let index = 0; !(await this.isClosed(open, index === 0)); index += 1) {
      const name = open === "{" ? await this.key() : String(index);
      if (name === part) return;
      await this.value(false);
    }
    throw notIterable();
  }

  async *elements(): AsyncGenerator<Json> {
    this.at += 1;
    for (let isFirst = true; !(await this.isClosed("[", isFirst)); isFirst = false) yield parseJson(await this.value());
  }

  async *members(): AsyncGenerator<Json> {
    this.at += 1;
    for (let isFirst = true; !(await this.isClosed("{", isFirst)); isFirst = false) {
      const Key = await this.key();
      yield { Key, Value: parseJson(await this.value()) };
    }
  }

  /** Returns the failure of a value that is neither a list nor an object with a pointer, or no JSON. */
  async notIterable(): Promise<Error> {
    parseJson(await this.value());
    return notIterable();
  }

  async close(): Promise<void> {
    await this.pieces.return?.();
  }

  /** Moves to the next element. @returns true behind the last one */
  private async isClosed(open: string, isFirst: boolean): Promise<boolean> {
    const next = await this.peek();
    if (next === undefined) throw readerFailed("The data set is not valid JSON: it ends inside a list or an object");
    const isEnd = next === (open === "[" ? "]" : "}");
    if (!isEnd && !isFirst && next !== ",") {
      throw readerFailed(`The data set is not valid JSON: ${next} follows a value without a comma`);
    }
    if (isEnd || !isFirst) this.at += 1;
    return isEnd;
  }

  private async key(): Promise<string> {
    if ((await this.peek()) !== '"') throw readerFailed("The data set is not valid JSON: a member has no name");
    const key = parseJson(await this.value()) as string;
    if ((await this.peek()) !== ":") throw readerFailed(`The data set is not valid JSON: no colon follows "${key}"`);
    this.at += 1;
    return key;
  }

  /** Returns the text of the next value, or moves behind it. */
  private async value(isKept = true): Promise<string> {
    await this.peek();
    const end = new ValueEnd();
    let kept = "";
    for (;;) {
      const found = end.in(this.text, this.at);
      const upTo = found ?? this.text.length;
      if (isKept) kept += this.text.slice(this.at, upTo);
      if (kept.length > maxItemCharacters)
        throw readerFailed(`An item exceeds ${String(maxItemCharacters)} characters`);
      this.at = upTo;
      if (found !== undefined) return kept;
      if (await this.more()) continue;
      if (end.isComplete) return kept;
      throw readerFailed("The data set is not valid JSON: it ends inside a value");
    }
  }

  private async more(): Promise<boolean> {
    const next = await this.pieces.next();
    if (next.done === true) return false;
    this.text = this.text.slice(this.at) + next.value;
    this.at = 0;
    return true;
  }
}

function isSpace(character: string): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}
