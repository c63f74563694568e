import { invalidParameter, validationError } from "../errors";
import type { Condition } from "../expressions/ast";
import type { KeyConditions, KeyOperator } from "../expressions/keyCondition";
import { compareValues } from "../values/compare";
import { normalizeValue } from "../values/normalize";
import { typeOf, type AttributeValue } from "../values/types";

/** A condition of the legacy parameters KeyConditions, QueryFilter and ScanFilter. */
export interface LegacyCondition {
  readonly ComparisonOperator: string;
  readonly AttributeValueList?: readonly AttributeValue[];
}

export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;

const scalars = ["S", "N", "B"];

/** Allowed value types, keyed by operator. */
const valueTypes: Readonly<Record<string, readonly string[]>> = {
  LE: scalars,
  LT: scalars,
  GE: scalars,
  GT: scalars,
  CONTAINS: scalars,
  NOT_CONTAINS: scalars,
  BEGINS_WITH: ["S", "B"],
  IN: scalars,
  BETWEEN: scalars,
};

/** Checks an operator's values, and returns them with canonical numbers. @throws ValidationException */
export function checkValues(operator: string, values: readonly AttributeValue[]): readonly AttributeValue[] {
  const normalized = values.map((value) => normalizeValue(value));
  if (!isCountValid(operator, normalized.length)) {
    throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const types = normalized.map(typeOf);
  if (types.some((type) => type !== types[0])) {
    throw invalidParameter("AttributeValues inside AttributeValueList must be of same type");
  }
  const allowed = valueTypes[operator];
  if (allowed !== undefined && types[0] !== undefined && !allowed.includes(types[0])) {
    throw invalidParameter(`ComparisonOperator ${operator} is not valid for ${types[0]} AttributeValue type`);
  }
  if (operator === "BETWEEN" && (compareValues(normalized[0]!, normalized[1]!) ?? 0) > 0) {
    throw validationError(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    );
  }
  return normalized;
}

function isCountValid(operator: string, count: number): boolean {
  if (operator === "NULL" || operator === "NOT_NULL") return count === 0;
  if (operator === "IN") return count > 0;
  return count === (operator === "BETWEEN" ? 2 : 1);
}

/** Converts a condition on an attribute to a node of the expression language. */
export function conditionOn(name: string, operator: string, values: readonly AttributeValue[]): Condition {
  const operand = { kind: "path", path: [name] } as const;
  const literals = values.map((value) => ({ kind: "value", value }) as const);
  const [first, second] = literals;
  const call = (call: "begins_with" | "contains"): Condition => ({
    kind: "function",
    name: call,
    args: [operand, first!],
  });
  switch (operator) {
    case "NULL":
      return { kind: "function", name: "attribute_not_exists", args: [operand] };
    case "NOT_NULL":
      return { kind: "function", name: "attribute_exists", args: [operand] };
    case "CONTAINS":
      return call("contains");
    case "NOT_CONTAINS":
      return { kind: "not", condition: call("contains") };
    case "BEGINS_WITH":
      return call("begins_with");
    case "IN":
      return { kind: "in", operand, list: literals };
    case "BETWEEN":
      return { kind: "between", operand, low: first!, high: second! };
    default:
      return { kind: "compare", comparator: comparators[operator]!, left: operand, right: first! };
  }
}

const comparators = { EQ: "=", NE: "<>", LT: "<", LE: "<=", GT: ">", GE: ">=" } as Readonly<
  Record<string, "=" | "<>" | "<" | "<=" | ">" | ">=">
>;

/** Converts all conditions to one; undefined without conditions. @throws ValidationException */
export function filterOf(conditions: LegacyConditions, operator: "AND" | "OR" | undefined): Condition | undefined {
  const nodes = Object.entries(conditions).map(([name, { ComparisonOperator, AttributeValueList = [] }]) =>
    conditionOn(name, ComparisonOperator, checkValues(ComparisonOperator, AttributeValueList)),
  );
  return joinConditions(nodes, operator);
}

/** Joins conditions with an operator. */
export function joinConditions(nodes: readonly Condition[], operator: "AND" | "OR" = "AND"): Condition | undefined {
  const kind = operator === "OR" ? "or" : "and";
  if (nodes.length < 2) return nodes[0];
  // Joins halves to limit the depth, because a request may contain thousands of conditions.
  const middle = nodes.length >> 1;
  const left = joinConditions(nodes.slice(0, middle), operator)!;
  return { kind, left, right: joinConditions(nodes.slice(middle), operator)! };
}

/** Converts KeyConditions to the form of a KeyConditionExpression. @throws ValidationException */
export function legacyKeyConditions(conditions: LegacyConditions): KeyConditions {
  if (Object.keys(conditions).length === 0) throw validationError("Conditions can be of length 1 or 2 only");
  return new Map(
    Object.entries(conditions).map(([name, { ComparisonOperator, AttributeValueList = [] }]) => [
      name,
      {
        operator: ComparisonOperator as KeyOperator,
        values: checkValues(ComparisonOperator, AttributeValueList),
      },
    ]),
  );
}
