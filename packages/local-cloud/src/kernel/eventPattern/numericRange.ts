import type { JsonNode } from "../jsonText";
import { comparableNumber, type ComparableNumber } from "./numbers";
import { PatternError } from "./patternError";

type Comparison = (value: ComparableNumber) => boolean;

const bounds: Readonly<Record<string, (bound: ComparableNumber) => Comparison>> = {
  "=": (bound) => (value) => value === bound,
  ">": (bound) => (value) => value > bound,
  ">=": (bound) => (value) => value >= bound,
  "<": (bound) => (value) => value < bound,
  "<=": (bound) => (value) => value <= bound,
};

/** Parses the list of a `numeric` operator, such as `[">", 0, "<=", 5]`. @throws PatternError */
export function parseComparisons(items: readonly JsonNode[]): Comparison {
  const [first, second, third, fourth] = items;
  if (first?.kind !== "string") throw new PatternError(`Invalid member in numeric match: ${spell(first)}`);
  const compare = Object.hasOwn(bounds, first.text) ? bounds[first.text] : undefined;
  if (compare === undefined) throw new PatternError(`Unrecognized numeric range operator: ${first.text}`);
  if (second?.kind !== "number") {
    throw new PatternError(`Value of ${first.text === "=" ? "equals" : first.text} must be numeric`);
  }
  const bottom = numberOf(second.text);
  const low = compare(bottom);
  if (third === undefined) return low;
  if (!first.text.startsWith(">")) throw new PatternError("Too many elements in numeric expression");
  if (third.kind !== "string") throw new PatternError(`Bad value in numeric range: ${spell(third)}`);
  if (!third.text.startsWith("<") || !Object.hasOwn(bounds, third.text)) {
    throw new PatternError(`Bad numeric range operator: ${third.text}`);
  }
  if (fourth?.kind !== "number") throw new PatternError(`Value of ${third.text} must be numeric`);
  if (items.length > 4) throw new PatternError("Too many terms in numeric range expression");
  const top = numberOf(fourth.text);
  if (bottom >= top) throw new PatternError("Bottom must be less than top");
  const high = bounds[third.text]!(top);
  return (value) => low(value) && high(value);
}

/** Returns the text of a token, as AWS's messages show it. */
function spell(node: JsonNode | undefined): string {
  if (node === undefined) return "]";
  if (node.kind === "object") return "{";
  return node.kind === "array" ? "[" : node.text;
}

/** @throws PatternError for a number that EventBridge cannot compare */
export function numberOf(text: string): ComparableNumber {
  const number = comparableNumber(text);
  if (typeof number === "string") throw new PatternError(number);
  return number;
}
