import { validationError, type DynamoDbError } from "../errors";
import { TokenReader } from "../expressions/tokenReader";
import type { AttributeValue } from "../values/types";
import { normalizeValue } from "../values/normalize";
import { tokenize, type Token } from "./lexer";

/** Deepest nesting of parentheses and documents in a statement. */
const maxDepth = 64;

/** Tokens and parameters of one statement. */
export class Source extends TokenReader<Token> {
  private depth = 0;
  private used = 0;

  constructor(
    text: string,
    private readonly parameters: readonly AttributeValue[],
  ) {
    super(tokenize(text));
  }

  peek(distance = 1): Token {
    return this.tokens[Math.min(this.index + distance, this.tokens.length - 1)]!;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.syntaxError();
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.syntaxError();
  }

  /** Returns the next parameter. @throws ValidationException if there are too few */
  parameter(): AttributeValue {
    this.next();
    const value = this.parameters[this.used++];
    if (value === undefined) throw parameterCountError();
    return normalizeValue(value);
  }

  /** @throws ValidationException for text after the statement, and for unused parameters */
  end(): void {
    this.takeSymbol(";");
    if (this.token.kind !== "end") throw this.syntaxError();
    if (this.used !== this.parameters.length) throw parameterCountError();
  }

  syntaxError(): DynamoDbError {
    const { text, start } = this.token;
    return validationError(
      `Statement wasn't well formed, can't be processed: Unexpected token ${text} at position ${start}`,
    );
  }

  parseNested<T>(parse: () => T): T {
    if (++this.depth > maxDepth) throw this.syntaxError();
    const result = parse();
    this.depth--;
    return result;
  }
}

function parameterCountError(): DynamoDbError {
  return validationError("Number of parameters in request and statement don't match.");
}
