import { invalidParameter } from "../errors";
import type { Condition } from "../expressions/ast";
import { normalizeValue } from "../values/normalize";
import type { AttributeValue } from "../values/types";
import { checkValues, conditionOn, joinConditions } from "./conditions";

export interface ExpectedValue {
  readonly Value?: AttributeValue;
  readonly Exists?: boolean;
  readonly ComparisonOperator?: string;
  readonly AttributeValueList?: readonly AttributeValue[];
}

/** Converts Expected to one condition; undefined if it is absent. @throws ValidationException */
export function conditionOfExpected(
  expected: Readonly<Record<string, ExpectedValue>>,
  operator: "AND" | "OR" | undefined,
): Condition | undefined {
  return joinConditions(
    Object.entries(expected).map(([name, each]) => expectedCondition(name, each)),
    operator,
  );
}

function expectedCondition(name: string, expected: ExpectedValue): Condition {
  const { Value, Exists, ComparisonOperator, AttributeValueList } = expected;
  if (AttributeValueList !== undefined && Value !== undefined) {
    throw invalidParameter(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  }
  if (ComparisonOperator !== undefined) {
    if (Exists !== undefined) {
      throw invalidParameter(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    }
    const needsValue = ComparisonOperator !== "NULL" && ComparisonOperator !== "NOT_NULL";
    if (needsValue && AttributeValueList === undefined && Value === undefined) {
      throw invalidParameter(
        `Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator} for Attribute: ${name}`,
      );
    }
    const values = AttributeValueList ?? (Value === undefined ? [] : [Value]);
    return conditionOn(name, ComparisonOperator, checkValues(ComparisonOperator, values));
  }
  if (AttributeValueList !== undefined) {
    throw invalidParameter(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`);
  }
  const exists = Exists ?? true;
  if (exists && Value === undefined) {
    throw invalidParameter(`Value must be provided when Exists is ${String(Exists ?? null)} for Attribute: ${name}`);
  }
  if (!exists && Value !== undefined) {
    throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`);
  }
  return Value === undefined ? conditionOn(name, "NULL", []) : conditionOn(name, "EQ", [normalizeValue(Value)]);
}
