import { stateNumbers, type NumberRange } from "../definition/numberRanges";
import { queryError, runtimeError } from "../language/errors";
import { textOf, typeName, type Json } from "../language/json";
import { expressionIn } from "../language/jsonata";

/** Returns AWS's texts about numbers outside of their range (LocalStack's snapshots `test_max_concurrency_path`, `test_map_state_tolerated_failure*`). */
const rangeTexts: Readonly<Record<string, (value: number) => string>> = {
  MaxConcurrency: (value) => `Expected non-negative integer for MaxConcurrency, got '${String(value)}' instead.`,
  ToleratedFailureCount: () => "ToleratedFailureCount cannot be negative.",
  ToleratedFailurePercentage: () => "ToleratedFailurePercentage must be between 0 and 100.",
};

function rangeOf(field: string): NumberRange {
  return (stateNumbers as Readonly<Record<string, NumberRange>>)[field] ?? { least: -Infinity };
}

/**
 * Returns the number at a path. The text of a number is a number too (LocalStack's template
 * `map_state_reference_in_max_per_batch_path`).
 *
 * @throws LanguageError States.Runtime
 */
export function numberAt(field: string, path: string, found: Json): number {
  const { isFloat = false } = rangeOf(field);
  const value = typeof found === "string" && /^-?\d{1,15}$/.test(found) ? Number(found) : found;
  if (typeof value !== "number" || !(isFloat || Number.isInteger(value))) {
    const what = `The ${field}Path field refers to value "${textOf(found)}"`;
    throw runtimeError(`${what} which is not a valid ${isFloat ? "float" : "integer"}: ${path}`);
  }
  const fault = rangeFault(field, value);
  if (fault !== undefined) throw runtimeError(fault);
  return value;
}

/** Returns the number of a JSONata field. @param field with its place @throws LanguageError States.QueryEvaluationError */
export function queriedNumber(given: Json, found: Json, field: string): number {
  const name = field.slice(field.lastIndexOf("/") + 1);
  if (typeof found !== "number") {
    const expression = typeof given === "string" ? (expressionIn(given) ?? given) : textOf(given);
    const what = `The JSONata expression '${expression}' specified for the field '${field}'`;
    const type = `Expected 'number', but was '${typeName(found)}' for value: ${JSON.stringify(found)}`;
    throw queryError(`${what} returned an unexpected result type. ${type}`, field);
  }
  if (!Number.isInteger(found) && rangeOf(name).isFloat !== true) {
    throw queryError(`The ${field} field must be an integer but was: ${String(found)}`, field);
  }
  const fault = rangeFault(name, found);
  if (fault !== undefined) throw queryError(fault, field);
  return found;
}

function rangeFault(field: string, value: number): string | undefined {
  const { least, most = Infinity } = rangeOf(field);
  if (value >= least && value <= most) return undefined;
  const text = `${field} must be between ${String(least)} and ${String(most)} but was: ${String(value)}`;
  return rangeTexts[field]?.(value) ?? text;
}
