import { invalidParameter, validationError } from "../errors";
import type { KeyConditions, KeyConstraint } from "../expressions/keyCondition";
import { encodePartition, encodePrefix, encodeValue } from "../keys/encode";
import type { Bound } from "../storage/orderedMap";
import type { KeyShape } from "../tables/collection";
import { compareValues, isEqual } from "../values/compare";
import { beginsWith } from "../values/compare";
import { attributeOf, type AttributeValue, type Item } from "../values/types";

export interface Range {
  readonly from: Bound;
  readonly to: Bound;
}

const unusable = new Set(["NULL", "NOT_NULL", "NE", "CONTAINS", "NOT_CONTAINS", "IN"]);

/** Returns the range of a table or index that key conditions select. @throws ValidationException */
export function rangeOf(shape: KeyShape, conditions: KeyConditions): Range {
  checkConditions(shape, conditions);
  let prefix = encodePartition(shape.hash.map((name) => conditions.get(name)!.values[0]!));
  for (const name of shape.range) {
    const constraint = conditions.get(name);
    if (constraint === undefined) break;
    if (constraint.operator !== "EQ") return rangeOfConstraint(prefix, constraint);
    prefix += encodeValue(constraint.values[0]!);
  }
  return { from: { key: prefix, after: false }, to: { key: prefix, after: true } };
}

function checkConditions(shape: KeyShape, conditions: KeyConditions): void {
  for (const name of shape.hash) {
    const constraint = conditions.get(name);
    if (shape.range.length === 0 && conditions.size > shape.hash.length) {
      throw validationError("Query key condition not supported");
    }
    if (constraint === undefined) throw missingKeyError(name);
    checkConstraint(shape, name, constraint);
    if (constraint.operator !== "EQ") throw validationError("Query key condition not supported");
  }
  let used = shape.hash.length;
  let isOpen = true;
  for (const name of shape.range) {
    const constraint = conditions.get(name);
    if (constraint === undefined) {
      if (conditions.size > used) throw missingKeyError(name);
      return;
    }
    // Only equalities may precede another sort key condition.
    if (!isOpen) throw validationError("Query key condition not supported");
    checkConstraint(shape, name, constraint);
    isOpen = constraint.operator === "EQ";
    used++;
  }
  if (conditions.size > used) throw validationError("Query key condition not supported");
}

function missingKeyError(name: string) {
  return validationError(`Query condition missed key schema element: ${name}`);
}

function checkConstraint(shape: KeyShape, name: string, { operator, values }: KeyConstraint): void {
  if (unusable.has(operator)) {
    throw validationError("Attempted conditional constraint is not an indexable operation");
  }
  const type = shape.typeOf(name);
  if (values.some((value) => value[type] === undefined) || (operator === "BEGINS_WITH" && type === "N")) {
    throw invalidParameter("Condition parameter type does not match schema type");
  }
  if (values.some((value) => value.S === "" || value.B === "")) {
    const kind = type === "S" ? "string" : "binary";
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
    );
  }
}

function rangeOfConstraint(prefix: string, { operator, values }: KeyConstraint): Range {
  const [low, high] = values as [AttributeValue, AttributeValue | undefined];
  const all: Range = { from: { key: prefix, after: false }, to: { key: prefix, after: true } };
  const at = prefix + encodeValue(low);
  switch (operator) {
    case "LT":
      return { ...all, to: { key: at, after: false } };
    case "LE":
      return { ...all, to: { key: at, after: true } };
    case "GT":
      return { ...all, from: { key: at, after: true } };
    case "GE":
      return { ...all, from: { key: at, after: false } };
    case "BETWEEN":
      return { from: { key: at, after: false }, to: { key: prefix + encodeValue(high!), after: true } };
    default: {
      const start = prefix + encodePrefix(low);
      return { from: { key: start, after: false }, to: { key: start, after: true } };
    }
  }
}

/** @throws ValidationException if a start key does not match the query's conditions */
export function checkStartInRange(shape: KeyShape, conditions: KeyConditions, start: Item): void {
  for (const name of shape.range) {
    const constraint = conditions.get(name);
    if (constraint !== undefined && !satisfies(attributeOf(start, name)!, constraint)) {
      throw validationError("The provided starting key does not match the range key predicate");
    }
  }
  const isOutside = shape.hash.some((name) => !isEqual(attributeOf(start, name)!, conditions.get(name)!.values[0]!));
  if (!isOutside) return;
  throw validationError(
    conditions.size > shape.hash.length
      ? "The query can return at most one row and cannot be restarted"
      : "The provided starting key is outside query boundaries based on provided conditions",
  );
}

function satisfies(value: AttributeValue, { operator, values }: KeyConstraint): boolean {
  const [low, high] = values as [AttributeValue, AttributeValue | undefined];
  if (operator === "BEGINS_WITH") return beginsWith(value, low);
  const order = compareValues(value, low) ?? NaN;
  switch (operator) {
    case "EQ":
      return order === 0;
    case "LT":
      return order < 0;
    case "LE":
      return order <= 0;
    case "GT":
      return order > 0;
    case "GE":
      return order >= 0;
    case "BETWEEN":
      return order >= 0 && (compareValues(value, high!) ?? NaN) <= 0;
  }
}
