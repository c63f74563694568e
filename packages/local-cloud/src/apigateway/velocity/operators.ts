import { isMap, mapEntries, mapGet, mapHas } from "./maps";
import { amountOf, Collection, Decimal, Entry, print } from "./values";

/** Implements Java's equals(): compares by value within one class. 1 does not equal 1.0. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right || isNull(left) || isNull(right)) return left === right || (isNull(left) && isNull(right));
  const [first, second] = [amountOf(left), amountOf(right)];
  if (first && second) return first.amount === second.amount && first.decimal === second.decimal;
  if (Array.isArray(left) && Array.isArray(right)) return equalItems(left, right);
  if (left instanceof Collection && right instanceof Collection) return equalItems(left.items, right.items);
  if (left instanceof Entry && right instanceof Entry)
    return equal(left.key, right.key) && equal(left.value, right.value);
  if (!isMap(left) || !isMap(right)) return false;
  const entries = mapEntries(left);
  return (
    entries.length === mapEntries(right).length &&
    entries.every(([key, value]) => mapHas(right, key) && equal(value, mapGet(right, key)))
  );
}

function isNull(value: unknown): boolean {
  return value === undefined || value === null;
}

function equalItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => equal(item, right[index]));
}

/**
 * Implements `==`. Numbers compare by value, values of one class by equals(), all others by their string form (Velocity
 * user guide, "Conditionals", "Relational and Logical Operators").
 */
export function looselyEqual(left: unknown, right: unknown): boolean {
  if (isNull(left) || isNull(right)) return isNull(left) && isNull(right);
  const [first, second] = [amountOf(left), amountOf(right)];
  if (first && second) return first.amount === second.amount;
  return classOf(left) === classOf(right) ? equal(left, right) : print(left) === print(right);
}

function classOf(value: unknown): string {
  if (isMap(value)) return "map";
  return Array.isArray(value) ? "list" : typeof value;
}

export type Comparison = "<" | "<=" | ">" | ">=";

/** Compares numbers. Other values yield false, as in Velocity. */
export function compare(operator: Comparison, left: unknown, right: unknown): boolean {
  const [first, second] = [amountOf(left), amountOf(right)];
  if (!first || !second) return false;
  const difference = first.amount - second.amount;
  if (difference === 0) return operator.endsWith("=");
  return operator.startsWith("<") ? difference < 0 : difference > 0;
}

export type Arithmetic = "+" | "-" | "*" | "/" | "%";

/**
 * Calculates with numbers. The result is a decimal if an operand is. Other operands and division by zero yield null
 * (Velocity user guide, "Math"). Unlike Java's BigInteger, integers above 2^53 lose digits.
 */
export function calculate(operator: Arithmetic, left: unknown, right: unknown): unknown {
  const [first, second] = [amountOf(left), amountOf(right)];
  if (!first || !second) return undefined;
  if ((operator === "/" || operator === "%") && second.amount === 0) return undefined;
  const result = results[operator](first.amount, second.amount);
  return first.decimal || second.decimal ? new Decimal(result) : Math.trunc(result);
}

const results: Readonly<Record<Arithmetic, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};
