import type { Condition } from "../expressions/ast";
import { parseCondition } from "../expressions/condition";
import type { Placeholders } from "../expressions/placeholders";
import { conditionOfExpected, type ExpectedValue } from "../legacy/expected";
import { validationError } from "../errors";
import type { Request } from "./parameters";

/** Parses the condition of a write: ConditionExpression or Expected. @throws ValidationException */
export function writeCondition(request: Request, placeholders: Placeholders): Condition | undefined {
  const { ConditionExpression: text, Expected: expected, ConditionalOperator: operator } = request;
  if (typeof text === "string") return parseCondition(text, "ConditionExpression", placeholders);
  if (expected === undefined) {
    if (operator !== undefined) {
      throw validationError("ConditionalOperator cannot be used without Filter or Expected");
    }
    return undefined;
  }
  return conditionOfExpected(expected as Record<string, ExpectedValue>, operator as "AND" | "OR" | undefined);
}

/** Returns the attribute paths that a condition reads. */
export function pathsOf(condition: Condition | undefined): (readonly (string | number)[])[] {
  const paths: (readonly (string | number)[])[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    const { kind, path } = node as { kind?: string; path?: readonly (string | number)[] };
    if (kind === "path") paths.push(path!);
    else if (kind !== "value") Object.values(node).forEach(visit);
  };
  visit(condition);
  return paths;
}
