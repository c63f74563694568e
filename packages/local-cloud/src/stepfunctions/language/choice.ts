import { runtimeError, LanguageSyntaxError, PathNotFound } from "./errors";
import { isObject, textOf, type Json, type JsonObject } from "./json";
import { resolve, type Scope } from "./scope";
import { compareTimestamps, parseTimestamp } from "./timestamp";
import { matchesWildcard } from "./wildcardText";

type Test = (value: Json, operand: Json) => boolean;

const ordered: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
};

const comparisons: Record<string, Test> = {
  BooleanEquals: (value, operand) => typeof value === "boolean" && value === operand,
  StringMatches: (value, operand) =>
    typeof value === "string" && typeof operand === "string" && matchesWildcard(operand, value),
};
for (const [suffix, holds] of Object.entries(ordered)) {
  comparisons[`Numeric${suffix}`] = (value, operand) =>
    typeof value === "number" && typeof operand === "number" && holds(value - operand);
  comparisons[`String${suffix}`] = (value, operand) =>
    typeof value === "string" && typeof operand === "string" && holds(value < operand ? -1 : value > operand ? 1 : 0);
  comparisons[`Timestamp${suffix}`] = (value, operand) => {
    const [left, right] = [timestampOf(value), timestampOf(operand)];
    return left !== undefined && right !== undefined && holds(compareTimestamps(left, right));
  };
}

const typeTests: Readonly<Record<string, (value: Json) => boolean>> = {
  IsBoolean: (value) => typeof value === "boolean",
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === "number",
  IsString: (value) => typeof value === "string",
  IsTimestamp: (value) => timestampOf(value) !== undefined,
};

/** Names of all comparison operators (Amazon States Language, "Choice state"). */
export const operators: readonly string[] = [
  ...Object.keys(comparisons),
  ...Object.keys(comparisons)
    .filter((name) => name !== "StringMatches")
    .map((name) => `${name}Path`),
  ...Object.keys(typeTests),
  "IsPresent",
];

/** Returns whether a rule of a Choice state matches. @throws LanguageError if its path finds nothing */
export function matchesRule(rule: JsonObject, scope: Scope): boolean {
  if (Array.isArray(rule["And"])) return (rule["And"] as JsonObject[]).every((each) => matchesRule(each, scope));
  if (Array.isArray(rule["Or"])) return (rule["Or"] as JsonObject[]).some((each) => matchesRule(each, scope));
  if (isObject(rule["Not"])) return !matchesRule(rule["Not"], scope);
  const [operator, operand] = Object.entries(rule).find(([key]) => operators.includes(key)) ?? [];
  if (operator === undefined || operand === undefined) return false;
  const variable = textOf(rule["Variable"]);
  if (operator === "IsPresent") return isPresent(variable, scope) === operand;
  const value = conditionValue(variable, scope);
  const typeTest = typeTests[operator];
  if (typeTest !== undefined) return typeTest(value) === operand;
  if (!operator.endsWith("Path")) return comparisons[operator]!(value, operand);
  return comparisons[operator.slice(0, -"Path".length)]!(value, conditionValue(textOf(operand), scope));
}

function isPresent(path: string, scope: Scope): boolean {
  try {
    resolve(path, scope);
    return true;
  } catch (error) {
    if (error instanceof PathNotFound) return false;
    throw error;
  }
}

function conditionValue(path: string, scope: Scope): Json {
  try {
    return resolve(path, scope);
  } catch (error) {
    if (!(error instanceof PathNotFound) && !(error instanceof LanguageSyntaxError)) throw error;
    throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  }
}

function timestampOf(value: Json) {
  return typeof value === "string" ? parseTimestamp(value) : undefined;
}
