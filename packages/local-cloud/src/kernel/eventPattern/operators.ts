import { parseAddress, parseCidr } from "./addresses";
import type { JsonNode } from "../jsonText";
import { comparableNumber, type ComparableNumber } from "./numbers";
import { numberOf, parseComparisons } from "./numericRange";
import { PatternError } from "./patternError";
import { matchesWildcard, parseWildcard, type WildcardParts } from "./wildcards";

/** A value of an event that is neither an object nor an array. */
export interface Scalar {
  readonly kind: "string" | "number" | "literal";
  readonly text: string;
}

/** One alternative of a field. */
export interface Matcher {
  /** The alternative as the pattern spells it. */
  readonly node?: JsonNode;
  readonly test: (value: Scalar) => boolean;
  /** True for `{"exists": false}`. */
  readonly isAbsence?: true;
  /** The wildcards of this alternative that count for the pattern's complexity. */
  readonly wildcards?: readonly WildcardParts[];
}

type Entries = readonly (readonly [string, JsonNode])[];

/** Parses an alternative of a field's list. @throws PatternError with the message of AWS's event-ruler */
export function parseMatcher(node: JsonNode): Matcher {
  switch (node.kind) {
    case "object":
      return parseOperator(node.entries);
    case "array":
      throw new PatternError("Match value must be String, number, true, false, or null");
    case "string":
      return { test: exactText(node.text) };
    case "number":
      return { test: exactNumber(node.text) };
    case "literal":
      return { test: (value) => value.kind === "literal" && value.text === node.text };
  }
}

type Test = Matcher["test"];

/** An IP address also matches its other spellings. */
function exactText(text: string): Test {
  const address = parseAddress(text);
  if (address === undefined) return (value) => value.kind === "string" && value.text === text;
  return inRange({ from: address.value, to: address.value, bits: address.bits });
}

/** A number matches by its text or its value. EventBridge does not compare values outside of its range. */
function exactNumber(text: string): Test {
  const expected = comparableNumber(text);
  return (value) =>
    value.kind === "number" &&
    (value.text === text || (typeof expected === "bigint" && comparableNumber(value.text) === expected));
}

const onlyOneKey = "Only one key allowed in match expression";

const operators: Readonly<Record<string, (operand: JsonNode) => Matcher>> = {
  exactly: (operand) => {
    const text = textOf(operand, "exact match pattern must be a string");
    return { test: isText((value) => value === text) };
  },
  prefix: (operand) => parseEdge(operand, "prefix"),
  suffix: (operand) => parseEdge(operand, "suffix"),
  "equals-ignore-case": (operand) => {
    const text = foldCase(textOf(operand, "equals-ignore-case match pattern must be a string"));
    return { test: isText((value) => foldCase(value) === text) };
  },
  wildcard: (operand) => {
    const parts = parseWildcard(textOf(operand, "wildcard match pattern must be a string"));
    return { test: isText((value) => matchesWildcard(parts, value)), wildcards: [parts] };
  },
  // event-ruler reports this operator by the name of another one.
  cidr: (operand) => ({ test: inRange(parseCidr(textOf(operand, "prefix match pattern must be a string"))) }),
  exists: (operand) => {
    if (operand.kind !== "literal" || operand.text === "null") {
      throw new PatternError("exists match pattern must be either true or false.");
    }
    return operand.text === "true" ? { test: () => true } : { test: () => false, isAbsence: true };
  },
  numeric: (operand) => {
    if (operand.kind !== "array") throw new PatternError("Value of numeric must be an array.");
    return { test: parseNumericTest(operand.items) };
  },
  "anything-but": parseAnythingBut,
};

function parseOperator(entries: Entries): Matcher {
  const [[name, operand] = [undefined, undefined], ...others] = entries;
  if (name === undefined) throw new PatternError("Match expression name not found");
  const parse = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (parse === undefined) throw new PatternError(`Unrecognized match type ${name}`);
  const matcher = parse(operand);
  if (others.length > 0) {
    const isCounted = name === "numeric" || name === "anything-but";
    throw new PatternError(isCounted ? "Too many elements in numeric expression" : onlyOneKey);
  }
  return matcher;
}

function parseEdge(operand: JsonNode, name: "prefix" | "suffix"): Matcher {
  const holds = edges[name];
  if (operand.kind !== "object") {
    const text = textOf(operand, `${name} match pattern must be a string`);
    return { test: isText((value) => holds(value, text)) };
  }
  const title = name === "prefix" ? "Prefix" : "Suffix";
  const [[operator, inner] = [undefined, undefined], ...others] = operand.entries;
  if (operator === undefined) throw new PatternError(`${title} expression name not found`);
  if (operator !== "equals-ignore-case") throw new PatternError(`Unsupported ${name} pattern: ${operator}`);
  const text = foldCase(textOf(inner, "equals-ignore-case match pattern must be a string"));
  if (others.length > 0) throw new PatternError(onlyOneKey);
  return { test: isText((value) => holds(foldCase(value), text)) };
}

const edges = {
  prefix: (value: string, text: string) => value.startsWith(text),
  suffix: (value: string, text: string) => value.endsWith(text),
} as const;

/** Operators inside anything-but, with their message for an operand that is not a text. */
const negated: Readonly<Record<string, { readonly wrong: string; readonly parse: (text: string) => Matcher }>> = {
  prefix: { wrong: "prefix/suffix match pattern must be a string", parse: (text) => parseNegatedEdge(text, "prefix") },
  suffix: { wrong: "prefix/suffix match pattern must be a string", parse: (text) => parseNegatedEdge(text, "suffix") },
  "equals-ignore-case": {
    wrong: "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    parse: (text) => parseMatcher(objectOf("equals-ignore-case", text)),
  },
  wildcard: {
    wrong: "wildcard match pattern must be a string",
    parse: (text) => parseMatcher(objectOf("wildcard", text)),
  },
};

function parseNegatedEdge(text: string, name: "prefix" | "suffix"): Matcher {
  if (text === "") throw new PatternError("Null prefix/suffix not allowed");
  return parseMatcher(objectOf(name, text));
}

function objectOf(key: string, text: string): JsonNode {
  return { kind: "object", entries: [[key, { kind: "string", text }]] };
}

const notAValue = "Value of anything-but must be an array or single string/number value.";

function parseAnythingBut(operand: JsonNode): Matcher {
  if (operand.kind === "object") return parseNegated(operand.entries);
  if (operand.kind === "literal") throw new PatternError(notAValue);
  const items = operand.kind === "array" ? operand.items : [operand];
  for (const { kind } of items) {
    if (kind === "string" || kind === "number") continue;
    throw new PatternError("Inside anything but list, start|null|boolean is not supported.");
  }
  const values = items as readonly Scalar[];
  const numbers = values.filter(({ kind }) => kind === "number").map(({ text }) => numberOf(text));
  const texts = new Set(values.filter(({ kind }) => kind === "string").map(({ text }) => text));
  if (numbers.length > 0 === texts.size > 0) {
    throw new PatternError(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  if (texts.size > 0) return { test: (value) => value.kind !== "string" || !texts.has(value.text) };
  const excluded = new Set<ComparableNumber | string>(numbers);
  return { test: (value) => value.kind !== "number" || !excluded.has(comparableNumber(value.text)) };
}

/** `{"anything-but": {"prefix": …}}`: values that are not texts match. */
function parseNegated(entries: Entries): Matcher {
  const [[name, operand] = [undefined, undefined], ...others] = entries;
  if (name === undefined) throw new PatternError("Anything-But expression name not found");
  const operator = Object.hasOwn(negated, name) ? negated[name] : undefined;
  if (operator === undefined) throw new PatternError(`Unsupported anything-but pattern: ${name}`);
  if (operand.kind === "object" || operand.kind === "literal") throw new PatternError(notAValue);
  const items = operand.kind === "array" ? operand.items : [operand];
  const matchers = items.map((item) => operator.parse(textOf(item, operator.wrong)));
  if (others.length > 0) throw new PatternError("Too many elements in numeric expression");
  // event-ruler's evaluator counts no wildcards of anything-but.
  return { test: (value) => !matchers.some(({ test }) => test(value)) };
}

function parseNumericTest(items: readonly JsonNode[]): Test {
  const holds = parseComparisons(items);
  return (value) => {
    const number = value.kind === "number" ? comparableNumber(value.text) : undefined;
    return typeof number === "bigint" && holds(number);
  };
}

function textOf(node: JsonNode, wrong: string): string {
  if (node.kind !== "string") throw new PatternError(wrong);
  return node.text;
}

function isText(test: (value: string) => boolean): Test {
  return (value) => value.kind === "string" && test(value.text);
}

function inRange({ from, to, bits }: { readonly from: bigint; readonly to: bigint; readonly bits: number }): Test {
  return isText((text) => {
    const address = parseAddress(text);
    return address?.bits === bits && address.value >= from && address.value <= to;
  });
}

/** Upper case first, so that letters with only one of both cases are equal, as in Java's equalsIgnoreCase. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}
