import { wholeTextPattern } from "./pattern";
import type { Constraints, Rule, ValueType } from "./rules";

/** Maximum length of a value in messages. */
const maxLength = 80;

/**
 * Returns the violations of a value as messages of AWS's APIs (recorded: lambda-concurrency/put-zero, events/target-id,
 * lambda-versions/weights-above-one, alarms/set-unknown-state).
 *
 * @param at path of the member in AWS's notation, with positions of list elements.
 */
export function violations(value: unknown, rule: Rule, at: string): string[] {
  const what = rule.sensitive === true ? `Value at '${at}'` : `Value '${formatValue(value)}' at '${at}'`;
  return requirements(value, rule).map((requirement) => `${what} failed to satisfy constraint: ${requirement}`);
}

function requirements(value: unknown, rule: Rule): string[] {
  const own = violatedConstraints(value, rule.type, rule);
  if (Array.isArray(value)) return [...own, ...ofAll("Member", rule.member, value)];
  if (rule.type !== "map" || typeof value !== "object" || value === null) return own;
  return [
    ...own,
    ...ofAll("Map keys", rule.key, Object.keys(value)),
    ...ofAll("Map value", rule.value, Object.values(value)),
  ];
}

/** Returns one violation for all elements: AWS lists all constraints of an element, not only the violated one. */
function ofAll(what: string, constraints: Constraints | undefined, values: readonly unknown[]): string[] {
  if (constraints === undefined) return [];
  const type = values.some((value) => typeof value === "number") ? "double" : "string";
  if (!values.some((value) => isComparable(value) && violatedConstraints(value, type, constraints).length > 0))
    return [];
  const all = constraintTexts(constraints, type).map(([text]) => text);
  return [`${what} must satisfy constraint: [${[...all, "Member must not be null"].join(", ")}]`];
}

/** Returns the messages of the violated constraints. */
function violatedConstraints(value: unknown, type: ValueType, constraints: Constraints): string[] {
  if ((type === "integer" || type === "double") && Number.isNaN(Number(value))) return ["Member must be a number"];
  return constraintTexts(constraints, type)
    .filter(([, holds]) => !holds(value))
    .map(([text]) => text);
}

type Check = readonly [text: string, holds: (value: unknown) => boolean];

function constraintTexts({ min, max, pattern, enum: values }: Constraints, type: ValueType): Check[] {
  const isNumber = type === "integer" || type === "double";
  const size = isNumber ? Number : lengthOf;
  const what = isNumber ? "value" : "length";
  const bound = (limit: number) => (type === "double" ? limit.toFixed(1) : String(limit));
  const checks: (Check | undefined)[] = [
    max === undefined
      ? undefined
      : [`Member must have ${what} less than or equal to ${bound(max)}`, (value) => size(value) <= max],
    min === undefined
      ? undefined
      : [`Member must have ${what} greater than or equal to ${bound(min)}`, (value) => size(value) >= min],
    pattern === undefined
      ? undefined
      : // A text that is too long is refused for its length.
        [
          `Member must satisfy regular expression pattern: ${pattern}`,
          (value) => lengthOf(value) > (max ?? Infinity) || wholeTextPattern(pattern).test(String(value)),
        ],
    values === undefined
      ? undefined
      : [`Member must satisfy enum value set: [${values.join(", ")}]`, (value) => values.includes(String(value))],
  ];
  return checks.filter((check) => check !== undefined);
}

/** Returns the number of characters, elements or entries. */
function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : String(value).length;
}

function isComparable(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Formats a value as AWS does: `[a, b]` for a list and `{k=v}` for a map. */
function formatValue(value: unknown): string {
  const text = textOf(value);
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${key}=${textOf(each)}`)
    .join(", ")}}`;
}
