import { wildcard } from "../kernel/policies/wildcard";
import { FilterPatternError } from "./patternError";

type Test = (event: unknown) => boolean;

/**
 * Parses `{ $.a = "x" && ($.b > 1 || $.c IS NULL) }` (CloudWatch Logs User Guide, "Filter pattern syntax").
 *
 * @throws FilterPatternError
 */
export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const reader = new Reader(tokensOf(pattern));
  reader.take("{");
  const test = reader.any();
  reader.take("}");
  reader.end();
  return (message) => {
    const event = parseObject(message);
    return event !== undefined && test(event);
  };
}

const token = /\s*("(?:[^"\\]|\\.)*"|&&|\|\||!=|<=|>=|[{}()=<>]|[^\s{}()=<>!&|"]+)/gy;

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < pattern.trimEnd().length; at = token.lastIndex) {
    const found = token.exec(pattern);
    if (found === null) throw new FilterPatternError(`unexpected text at '${pattern.slice(at, at + 20)}'`);
    tokens.push(found[1]!);
  }
  return tokens;
}

/** Maximum nesting of parentheses. */
const maxDepth = 50;

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly string[]) {}

  take(expected: string): void {
    if (this.tokens[this.at] !== expected) throw this.unexpected(expected);
    this.at += 1;
  }

  end(): void {
    if (this.at < this.tokens.length) throw this.unexpected("the end");
  }

  any(): Test {
    const tests = [this.all()];
    while (this.skip("||")) tests.push(this.all());
    return (event) => tests.some((test) => test(event));
  }

  private all(): Test {
    const tests = [this.one()];
    while (this.skip("&&")) tests.push(this.one());
    return (event) => tests.every((test) => test(event));
  }

  private one(): Test {
    if (!this.skip("(")) return this.comparison();
    this.depth += 1;
    if (this.depth > maxDepth) throw new FilterPatternError("too many parentheses");
    const test = this.any();
    this.take(")");
    this.depth -= 1;
    return test;
  }

  private comparison(): Test {
    const selector = this.next();
    if (!selector.startsWith("$")) throw new FilterPatternError(`a selector begins with $, not '${selector}'`);
    const path = pathOf(selector);
    const operator = this.next();
    if (operator === "IS" || operator === "NOT") return wordTest(path, operator, this.next());
    const test = comparisonOf(operator, this.next());
    return (event) => test(valueAt(event, path));
  }

  private next(): string {
    const found = this.tokens[this.at];
    if (found === undefined) throw this.unexpected("a comparison");
    this.at += 1;
    return found;
  }

  private skip(expected: string): boolean {
    if (this.tokens[this.at] !== expected) return false;
    this.at += 1;
    return true;
  }

  private unexpected(expected: string): FilterPatternError {
    return new FilterPatternError(`expected ${expected}, found '${this.tokens[this.at] ?? "the end"}'`);
  }
}

function pathOf(selector: string): string[] {
  return [...selector.slice(1).matchAll(/\.?([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? index!);
}

function valueAt(event: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string, unknown>)[key];
  }, event);
}

function wordTest(path: readonly string[], operator: string, word: string): Test {
  if (operator === "NOT" && word === "EXISTS") return (event) => valueAt(event, path) === undefined;
  const expected = { NULL: null, TRUE: true, FALSE: false }[word];
  if (operator !== "IS" || expected === undefined) throw new FilterPatternError(`unknown operator ${operator} ${word}`);
  return (event) => valueAt(event, path) === expected;
}

const orders: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function comparisonOf(operator: string, operand: string): Test {
  const isQuoted = operand.startsWith('"');
  const text = isQuoted ? operand.slice(1, -1).replace(/\\(.)/g, "$1") : operand;
  const compare = Object.hasOwn(orders, operator) ? orders[operator] : undefined;
  if (compare !== undefined) return (value) => typeof value === "number" && compare(value, Number(text));
  if (operator !== "=" && operator !== "!=") throw new FilterPatternError(`unknown operator ${operator}`);
  const number = isQuoted ? NaN : Number(text);
  const shape = text.includes("*") ? wildcard(text) : { test: (value: string) => value === text };
  const equals: Test = (value) =>
    typeof value === "number" && !Number.isNaN(number)
      ? value === number
      : isScalar(value) && shape.test(String(value));
  // A property that does not exist is not compared.
  return operator === "=" ? equals : (value) => isScalar(value) && !equals(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function parseObject(message: string): object | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
