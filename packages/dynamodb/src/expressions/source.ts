import { validationError, type DynamoDbError } from "../errors";
import { tokenize, type Token } from "./lexer";
import { TokenReader } from "./tokenReader";

/** Quotas, "Expression parameters". */
const maxBytes = 4096;
const maxOperators = 300;
/** Deeper nesting needs redundant parentheses, because every other pair contains an operator. */
const maxDepth = maxOperators + 10;

/** Faults of an expression other than syntax errors. Keeps the first of each kind. */
export class Faults<Kind extends string> {
  private readonly first = new Map<Kind, string>();

  add(kind: Kind, message: string): void {
    if (!this.first.has(kind)) this.first.set(kind, message);
  }

  /** Returns the message of the first kind with a fault. */
  take(order: readonly Kind[]): string | undefined {
    return order.map((kind) => this.first.get(kind)).find((message) => message !== undefined);
  }
}

/** Tokens of one expression, with the errors that reject it. */
export class Source extends TokenReader<Token> {
  private operators = 0;
  private depth = 0;

  /** @param parameter request parameter of the expression, for messages. @throws ValidationException */
  constructor(
    private readonly text: string,
    private readonly parameter: string,
  ) {
    // A text above the limit is refused below, so it is not read.
    super(text.length > maxBytes ? [] : tokenize(text));
    if (text === "") throw this.refuse("The expression can not be empty;");
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) {
      throw this.refuse(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
    }
    if (this.tokens.length === 1) throw this.refuse("The expression can not be empty;");
  }

  refuse(message: string): DynamoDbError {
    return validationError(`Invalid ${this.parameter}: ${message}`);
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.token.kind !== "end") throw this.syntaxError();
  }

  /** Creates AWS's syntax error at a token. `near` spans from the previous token to the next. */
  syntaxError(token = this.token): DynamoDbError {
    const index = this.tokens.indexOf(token);
    const from = this.tokens[Math.max(index - 1, 0)]!.start;
    const to = this.tokens[Math.min(index + 1, this.tokens.length - 1)]!.end;
    return this.refuse(`Syntax error; token: "${token.text}", near: "${this.text.slice(from, to)}"`);
  }

  /** Counts an operator or function. @throws ValidationException above the limit */
  countOperator(): void {
    if (++this.operators <= maxOperators) return;
    throw this.refuse(`The expression contains too many operators; operator count: ${this.operators}`);
  }

  /** Runs a parser one nesting level deeper. */
  parseNested<T>(parse: () => T): T {
    if (++this.depth > maxDepth) throw this.refuse("The expression has redundant parentheses;");
    const result = parse();
    this.depth--;
    return result;
  }
}
