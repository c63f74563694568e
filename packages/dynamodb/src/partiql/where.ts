import { validationError } from "../errors";
import type { Comparator, Condition, FunctionName, Operand } from "../expressions/ast";
import { isOrdered, wrongTypeMessage } from "../expressions/functions";
import { typeOf } from "../values/types";
import type { Source } from "./source";
import { parsePath, parseValue, startsValue } from "./values";

const comparators: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

/** Maximum number of conditions in a statement. */
const maxConditions = 300;

/** Parses the condition after WHERE. @throws ValidationException */
export function parseWhere(source: Source): Condition {
  return new WhereParser(source).or();
}

class WhereParser {
  private count = 0;

  constructor(private readonly source: Source) {}

  or(): Condition {
    let left = this.and();
    while (this.source.takeWord("OR")) left = this.join("or", left, () => this.and());
    return left;
  }

  private and(): Condition {
    let left = this.not();
    while (this.source.takeWord("AND")) left = this.join("and", left, () => this.not());
    return left;
  }

  private join(kind: "and" | "or", left: Condition, parse: () => Condition): Condition {
    if (++this.count > maxConditions) throw validationError(`A statement can have ${maxConditions} conditions`);
    return { kind, left, right: parse() };
  }

  private not(): Condition {
    if (!this.source.takeWord("NOT")) return this.comparison();
    return { kind: "not", condition: this.source.parseNested(() => this.not()) };
  }

  private comparison(): Condition {
    const { source } = this;
    if (source.isSymbol("(")) {
      source.next();
      const condition = source.parseNested(() => this.or());
      source.expectSymbol(")");
      return condition;
    }
    if (this.isCall() && !source.isWord("SIZE")) return this.call();
    const left = this.operand();
    if (source.takeWord("IS")) return this.is(left);
    const negated = source.isWord("NOT") && source.next() !== undefined;
    const condition = this.parseComparison(left, negated);
    return negated ? { kind: "not", condition } : condition;
  }

  private parseComparison(left: Operand, negated: boolean): Condition {
    const { source } = this;
    if (source.takeWord("BETWEEN")) {
      const low = this.parseOrdered("BETWEEN");
      source.expectWord("AND");
      return { kind: "between", operand: left, low, high: this.parseOrdered("BETWEEN") };
    }
    if (source.takeWord("IN")) return { kind: "in", operand: left, list: this.list() };
    const comparator = source.token.kind === "symbol" ? comparators[source.token.text] : undefined;
    if (comparator === undefined || negated) throw source.syntaxError();
    const { text } = source.next();
    const right = comparator === "=" || comparator === "<>" ? this.operand() : this.parseOrdered(text);
    return { kind: "compare", comparator, left, right };
  }

  /** Parses an operand of an ordered type. */
  private parseOrdered(operator: string): Operand {
    const operand = this.operand();
    const type = operand.kind === "value" ? typeOf(operand.value) : "N";
    if (!isOrdered(type)) throw validationError(wrongTypeMessage(operator, type));
    return operand;
  }

  private list(): Operand[] {
    const { source } = this;
    const close = source.isSymbol("(") ? ")" : "]";
    source.expectSymbol(close === ")" ? "(" : "[");
    const list = [this.operand()];
    while (source.takeSymbol(",")) list.push(this.operand());
    source.expectSymbol(close);
    return list;
  }

  private is(left: Operand): Condition {
    const { source } = this;
    const negated = source.takeWord("NOT");
    const condition: Condition = source.takeWord("MISSING")
      ? { kind: "function", name: "attribute_not_exists", args: [left] }
      : this.isNull(left);
    return negated ? { kind: "not", condition } : condition;
  }

  private isNull(left: Operand): Condition {
    this.source.expectWord("NULL");
    return { kind: "compare", comparator: "=", left, right: { kind: "value", value: { NULL: true } } };
  }

  private isCall(): boolean {
    const following = this.source.peek();
    return this.source.token.kind === "word" && following.kind === "symbol" && following.text === "(";
  }

  private call(): Condition {
    const { source } = this;
    const name = source.next().text.toLowerCase();
    if (name === "exists") throw source.syntaxError();
    source.expectSymbol("(");
    const args = [this.operand()];
    while (source.takeSymbol(",")) args.push(this.operand());
    source.expectSymbol(")");
    const count = counts[name];
    if (count === undefined) throw validationError(`Invalid function name; function: ${name}`);
    if (count !== args.length) {
      throw validationError(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
      );
    }
    return { kind: "function", name: name as FunctionName, args };
  }

  private operand(): Operand {
    const { source } = this;
    if (source.isWord("SIZE") && this.isCall()) {
      source.next();
      source.expectSymbol("(");
      const operand = this.operand();
      source.expectSymbol(")");
      return { kind: "size", operand };
    }
    if (startsValue(source)) return { kind: "value", value: parseValue(source) };
    return { kind: "path", path: parsePath(source) };
  }
}

const counts: Readonly<Record<string, number>> = { begins_with: 2, contains: 2, attribute_type: 2 };
