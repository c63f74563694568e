import { validationError } from "../errors";
import type { AttributeValue } from "../values/types";
import type { Comparator, Condition, Operand } from "./ast";

export type KeyOperator = "EQ" | "LT" | "LE" | "GT" | "GE" | "BETWEEN" | "BEGINS_WITH";

/** A condition on one key attribute. */
export interface KeyConstraint {
  readonly operator: KeyOperator;
  readonly values: readonly AttributeValue[];
}

export type KeyConditions = ReadonlyMap<string, KeyConstraint>;

const operators: Readonly<Record<Exclude<Comparator, "<>">, KeyOperator>> = {
  "=": "EQ",
  "<": "LT",
  "<=": "LE",
  ">": "GT",
  ">=": "GE",
};

/** Operators after swapping the operands, for a key attribute on the right side. */
const mirrored: Readonly<Record<Exclude<Comparator, "<>">, KeyOperator>> = {
  "=": "EQ",
  "<": "GT",
  "<=": "GE",
  ">": "LT",
  ">=": "LE",
};

const invalidConditionError = (detail: string) =>
  validationError(`Invalid condition in KeyConditionExpression: ${detail}`);
const invalidOperatorError = (operator: string) =>
  validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);

/** Splits a KeyConditionExpression into conditions, keyed by attribute. @throws ValidationException */
export function keyConditions(condition: Condition): KeyConditions {
  const found = new Map<string, KeyConstraint>();
  collect(condition, found);
  return found;
}

function collect(condition: Condition, found: Map<string, KeyConstraint>): void {
  switch (condition.kind) {
    case "and":
      collect(condition.left, found);
      collect(condition.right, found);
      return;
    case "or":
    case "not":
    case "in":
      throw invalidOperatorError(condition.kind.toUpperCase());
    case "compare": {
      const { comparator, left, right } = condition;
      if (comparator === "<>") throw invalidOperatorError(comparator);
      const isMirrored = left.kind !== "path";
      const name = attributeName([left, right]);
      const operator = (isMirrored ? mirrored : operators)[comparator];
      return add(found, name, { operator, values: [literal(isMirrored ? left : right)] });
    }
    case "between": {
      const { operand, low, high } = condition;
      if (operand.kind !== "path") {
        throw invalidConditionError("BETWEEN operator must have the key attribute as its first operand");
      }
      const name = attributeName([operand, low, high]);
      return add(found, name, { operator: "BETWEEN", values: [literal(low), literal(high)] });
    }
    case "function": {
      if (condition.name !== "begins_with") throw invalidOperatorError(condition.name);
      if (condition.args[0]!.kind !== "path") {
        throw invalidConditionError("begins_with operator must have the key attribute as its first operand");
      }
      const name = attributeName(condition.args);
      return add(found, name, { operator: "BEGINS_WITH", values: [literal(condition.args[1]!)] });
    }
  }
}

function add(found: Map<string, KeyConstraint>, name: string, constraint: KeyConstraint): void {
  if (found.has(name)) throw validationError("KeyConditionExpressions must only contain one condition per key");
  found.set(name, constraint);
}

function attributeName(operands: readonly Operand[]): string {
  let name: string | undefined;
  for (const operand of operands) {
    if (operand.kind === "size") throw validationError("KeyConditionExpressions cannot contain nested operations");
    if (operand.kind !== "path") continue;
    if (name !== undefined) throw invalidConditionError("Multiple attribute names used in one condition");
    if (operand.path.length > 1) {
      throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
    }
    name = String(operand.path[0]);
  }
  if (name === undefined) throw invalidConditionError("No key attribute specified");
  return name;
}

function literal(operand: Operand): AttributeValue {
  if (operand.kind !== "value") throw validationError("KeyConditionExpressions cannot contain nested operations");
  return operand.value;
}
