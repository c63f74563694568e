export type TokenKind = "word" | "quoted" | "text" | "number" | "symbol" | "parameter" | "end" | "invalid";

export interface Token {
  readonly kind: TokenKind;
  /** Content, without the quotes of names and texts. */
  readonly text: string;
  readonly start: number;
}

const pattern =
  /([A-Za-z_$][\w$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(<<|>>|<>|!=|<=|>=|\|\||[()[\]{},.:=<>+\-*;])|(\?)|(\S)/g;
const kinds: readonly TokenKind[] = ["word", "quoted", "text", "number", "symbol", "parameter", "invalid"];

/** Splits a statement into tokens; the last one is of kind `end`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(pattern)) {
    const group = match.slice(1).findIndex((each) => each !== undefined);
    const kind = kinds[group]!;
    const content = match[group + 1]!;
    const text =
      kind === "quoted" ? content.replaceAll('""', '"') : kind === "text" ? content.replaceAll("''", "'") : content;
    tokens.push({ kind, text, start: match.index });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: source.length });
  return tokens;
}
