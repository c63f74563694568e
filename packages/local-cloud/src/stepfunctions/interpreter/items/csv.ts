import { maxItemCharacters, readerFailed } from "./readerFailures";

/** Delimiters of ReaderConfig (Developer Guide, "ItemReader"). */
export const delimiters: Readonly<Record<string, string>> = {
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  SPACE: " ",
  TAB: "\t",
};

/**
 * Yields the rows of a CSV text, which arrives in pieces. Quoted fields may contain delimiters, line ends and doubled
 * quotes.
 */
export async function* csvRows(pieces: AsyncIterable<string>, delimiter = ","): AsyncGenerator<string[]> {
  const rows = new CsvRows(delimiter);
  for await (const piece of pieces) yield* rows.read(piece);
  yield* rows.end();
}

/** Splits texts into rows. It keeps only the open row between two pieces. */
class CsvRows {
  private row: string[] = [];
  private field = "";
  /** State of the current field: before its first character, plain, in quotes, or behind a quote in quotes. */
  private state: "start" | "plain" | "quoted" | "quote" = "start";

  constructor(private readonly delimiter: string) {}

  *read(text: string): Generator<string[]> {
    let at = 0;
    while (at < text.length) {
      if (this.state === "quoted") at = this.readQuoted(text, at);
      else if (this.state === "quote") at = this.readQuote(text, at);
      else {
        const next = text[at]!;
        if (next === "\n") yield* this.takeRow();
        else if (next === this.delimiter) this.takeField();
        else if (next === '"' && this.state === "start") this.state = "quoted";
        else if (next !== "\r") {
          at = this.readPlain(text, at);
          continue;
        }
        at += 1;
      }
    }
    if (this.field.length > maxItemCharacters) {
      throw readerFailed(`A field exceeds ${String(maxItemCharacters)} characters`);
    }
  }

  *end(): Generator<string[]> {
    yield* this.takeRow();
  }

  private readQuoted(text: string, from: number): number {
    const quote = text.indexOf('"', from);
    const end = quote < 0 ? text.length : quote;
    this.field += text.slice(from, end);
    if (quote < 0) return end;
    this.state = "quote";
    return end + 1;
  }

  /** A doubled quote is one character; any other character follows the end of the quotes. */
  private readQuote(text: string, at: number): number {
    if (text[at] === '"') {
      this.field += '"';
      this.state = "quoted";
      return at + 1;
    }
    this.state = "plain";
    return at;
  }

  private readPlain(text: string, from: number): number {
    let at = from;
    while (at < text.length && text[at] !== this.delimiter && text[at] !== "\n" && text[at] !== "\r") at += 1;
    this.field += text.slice(from, at);
    this.state = "plain";
    return at;
  }

  private takeField(): void {
    this.row.push(this.field);
    [this.field, this.state] = ["", "start"];
  }

  /** An empty line has no row. */
  private *takeRow(): Generator<string[]> {
    const isEmpty = this.row.length === 0 && this.field === "";
    this.takeField();
    const { row } = this;
    this.row = [];
    if (!isEmpty) yield row;
  }
}
