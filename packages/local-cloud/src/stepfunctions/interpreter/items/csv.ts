/** Delimiters of ReaderConfig (Developer Guide, "ItemReader"). */
export const delimiters: Readonly<Record<string, string>> = {
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  SPACE: " ",
  TAB: "\t",
};

/** Yields the rows of a CSV text one by one. Quoted fields may contain delimiters, line ends and doubled quotes. */
export function* csvRows(text: string, delimiter = ","): Generator<string[]> {
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [field, next] = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter);
    row.push(field);
    at = next;
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) row.push("");
      else continue;
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    // An empty line has no row.
    if (row.length > 1 || row[0] !== "") yield row;
    row = [];
  }
}

function plainField(text: string, start: number, delimiter: string): [field: string, next: number] {
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return [text.slice(start, at), at];
}

function quotedField(text: string, start: number): [field: string, next: number] {
  let field = "";
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return [field + text.slice(from), text.length];
    field += text.slice(from, quote);
    if (text[quote + 1] !== '"') return [field, quote + 1];
    field += '"';
    from = quote + 2;
  }
}
