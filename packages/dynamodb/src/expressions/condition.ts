import type { AttributeValue } from "../values/types";
import type { Comparator, Condition, FunctionName, Operand } from "./ast";
import { checkBetween, checkComparison, checkFunction, wrongCountMessage, type ConditionFault } from "./functions";
import { parsePath } from "./paths";
import type { Placeholders } from "./placeholders";
import { Faults, Source } from "./source";

/** Parsed text between operators: an operand or a condition. A function call can still become either. */
type Part = { readonly operand: Operand; readonly inParens?: boolean } | { readonly condition: Condition };

const comparators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** Operands of IN (Quotas, "Expression parameters"). */
const maxListOperands = 100;

/** Parses a condition. @param parameter request parameter, for messages. @throws ValidationException */
export function parseCondition(text: string, parameter: string, placeholders: Placeholders): Condition {
  return new ConditionParser(new Source(text, parameter), placeholders).parse();
}

class ConditionParser {
  private readonly faults = new Faults<ConditionFault>();
  /** Faults of the comparison or function that is being parsed. */
  private own = new Faults<ConditionFault>();

  constructor(
    private readonly source: Source,
    private readonly placeholders: Placeholders,
  ) {}

  parse(): Condition {
    const condition = this.asCondition(this.or());
    this.source.expectEnd();
    const message = this.faults.take(["parens", "unknownFunction", "misusedFunction", "reserved", "condition"]);
    if (message !== undefined) throw this.source.refuse(message);
    return condition;
  }

  private or(): Part {
    return this.chain("OR", () => this.chain("AND", () => this.not()));
  }

  private chain(word: "AND" | "OR", operand: () => Part): Part {
    let left = operand();
    while (this.source.isWord(word)) {
      const leftCondition = this.asCondition(left);
      this.source.next();
      this.source.countOperator();
      const right = this.asCondition(operand());
      left = { condition: { kind: word === "AND" ? "and" : "or", left: leftCondition, right } };
    }
    return left;
  }

  private not(): Part {
    if (!this.source.isWord("NOT")) return this.comparison();
    this.source.next();
    this.source.countOperator();
    const condition = this.source.parseNested(() => this.asCondition(this.not()));
    return { condition: { kind: "not", condition } };
  }

  private comparison(): Part {
    const part = this.primary();
    if ("condition" in part) {
      // Comparing a condition is a fault: `(a = b) = c`.
      if (this.startsComparison() && part.condition.kind === "function") this.reportMisuse(part.condition.name);
      else return part;
      this.compare({ kind: "size", operand: part.condition.args[0]! });
      return part;
    }
    if (!this.startsComparison()) return part;
    return { condition: this.compare(part.operand) };
  }

  private startsComparison(): boolean {
    const { source } = this;
    const { kind, text } = source.token;
    return (kind === "symbol" && comparators.has(text)) || source.isWord("BETWEEN") || source.isWord("IN");
  }

  private compare(left: Operand): Condition {
    const { source } = this;
    source.countOperator();
    const condition = source.takeWord("BETWEEN")
      ? this.between(left)
      : source.takeWord("IN")
        ? this.in(left)
        : this.compareTo(source.next().text as Comparator, left);
    this.recordFault();
    return condition;
  }

  private compareTo(comparator: Comparator, left: Operand): Condition {
    const right = this.operand();
    checkComparison(comparator, [left, right], this.own);
    return { kind: "compare", comparator, left, right };
  }

  private between(operand: Operand): Condition {
    const low = this.operand();
    if (!this.source.takeWord("AND")) throw this.source.syntaxError();
    const high = this.operand();
    checkBetween(low, high, this.own);
    return { kind: "between", operand, low, high };
  }

  private in(operand: Operand): Condition {
    const { source } = this;
    source.expectSymbol("(");
    const list = [this.operand()];
    while (source.takeSymbol(",")) list.push(this.operand());
    source.expectSymbol(")");
    if (list.length > maxListOperands) this.own.add("operand", wrongCountMessage("IN", list.length + 1));
    return { kind: "in", operand, list };
  }

  /** Parses an operand in a position that excludes conditions. */
  private operand(): Operand {
    const { token } = this.source;
    const part = this.primary();
    if ("operand" in part) return part.operand;
    if (part.condition.kind !== "function") throw this.source.syntaxError(token);
    this.reportMisuse(part.condition.name);
    return { kind: "size", operand: part.condition.args[0] ?? { kind: "value", value: { NULL: true } } };
  }

  private primary(): Part {
    const { source } = this;
    const { kind, text } = source.token;
    if (source.isSymbol("(")) return this.parenthesized();
    if (kind === "value") {
      source.next();
      return { operand: { kind: "value", value: this.value(text) } };
    }
    if (kind === "word" && source.following.text === "(" && source.following.kind === "symbol") return this.call();
    const faults = {
      add: (fault: "reserved" | "undefined", message: string) =>
        (fault === "reserved" ? this.faults : this.own).add(fault, message),
    };
    return { operand: { kind: "path", path: parsePath(source, this.placeholders, faults) } };
  }

  private parenthesized(): Part {
    const { source } = this;
    source.next();
    const isDouble = source.isSymbol("(");
    const part = source.parseNested(() => this.or());
    const closes = source.isSymbol(")");
    source.expectSymbol(")");
    if (isDouble && closes && this.isWrapped(part))
      this.faults.add("parens", "The expression has redundant parentheses;");
    return "operand" in part ? { ...part, inParens: true } : markParenthesized(part);
  }

  private isWrapped(part: Part): boolean {
    return "operand" in part ? part.inParens === true : isWrapped(part);
  }

  private call(): Part {
    const { source } = this;
    const name = source.next().text;
    source.countOperator();
    source.expectSymbol("(");
    const args = source.parseNested(() => {
      const list = [this.operand()];
      while (source.takeSymbol(",")) list.push(this.operand());
      return list;
    });
    source.expectSymbol(")");
    const { faults } = this;
    const own = {
      add: (kind: ConditionFault, message: string) =>
        (kind === "unknownFunction" ? faults : this.own).add(kind, message),
    };
    checkFunction(name, args, own as Faults<ConditionFault>);
    if (name === "size") return { operand: { kind: "size", operand: args[0]! } };
    this.recordFault();
    return { condition: { kind: "function", name: name as FunctionName, args } };
  }

  private value(placeholder: string): AttributeValue {
    const value = this.placeholders.value(placeholder);
    if (value === undefined) {
      this.own.add(
        "undefined",
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    return value ?? { S: "" };
  }

  private reportMisuse(name: string): void {
    this.faults.add(
      "misusedFunction",
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }

  /** Records the most important fault of a finished comparison. */
  private recordFault(): void {
    const message = this.own.take(["undefined", "operand", "distinct", "function"]);
    if (message !== undefined) this.faults.add("condition", message);
    this.own = new Faults();
  }

  private asCondition(part: Part): Condition {
    if ("condition" in part) return part.condition;
    if (part.operand.kind !== "size") throw this.source.syntaxError();
    this.reportMisuse("size");
    return { kind: "compare", comparator: "=", left: part.operand, right: part.operand };
  }
}

/** Conditions that are in parentheses. */
const inParentheses = new WeakSet<Part>();

function markParenthesized(part: { readonly condition: Condition }): Part {
  const copy = { ...part };
  inParentheses.add(copy);
  return copy;
}

function isWrapped(part: Part): boolean {
  return inParentheses.has(part);
}
