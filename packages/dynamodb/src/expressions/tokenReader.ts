/** Properties of a token that expressions and PartiQL share. */
interface ReadToken {
  readonly kind: string;
  readonly text: string;
}

/** Reads the tokens of a text one by one; the last token is of kind `end`. */
export class TokenReader<Token extends ReadToken> {
  protected index = 0;

  constructor(protected readonly tokens: readonly Token[]) {}

  get token(): Token {
    return this.tokens[this.index]!;
  }

  /** The token after the present one; at the end the last one. */
  get following(): Token {
    return this.tokens[Math.min(this.index + 1, this.tokens.length - 1)]!;
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== "end") this.index++;
    return token;
  }

  isSymbol(symbol: string): boolean {
    return this.token.kind === "symbol" && this.token.text === symbol;
  }

  /** True if the token is this keyword, in any case. */
  isWord(word: string): boolean {
    return this.token.kind === "word" && this.token.text.toUpperCase() === word;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.index++;
    return true;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.index++;
    return true;
  }
}
