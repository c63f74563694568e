export type TokenKind = "word" | "name" | "value" | "number" | "symbol" | "end" | "invalid";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offsets in the expression. */
  readonly start: number;
  readonly end: number;
}

const pattern = /([A-Za-z_]\w*)|(#\w+)|(:\w+)|(\d+)|(<>|<=|>=|[()[\],.=<>+-])|(\S)/g;
const kinds: readonly TokenKind[] = ["word", "name", "value", "number", "symbol", "invalid"];

/** Splits an expression into tokens; the last one is of kind `end`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(pattern)) {
    const kind = kinds[match.slice(1).findIndex((group) => group !== undefined)]!;
    tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
  }
  tokens.push({ kind: "end", text: "<EOF>", start: source.length, end: source.length });
  return tokens;
}
