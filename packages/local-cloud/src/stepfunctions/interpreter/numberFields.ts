import { queryError, runtimeError } from "../language/errors";
import { textOf, typeName, type Json } from "../language/json";
import { expressionIn } from "../language/jsonata";

interface NumberRule {
  readonly isFloat?: boolean;
  readonly least?: number;
  readonly most?: number;
  /** Returns AWS's text about a number outside of the range. */
  readonly message?: (value: number) => string;
}

/** Ranges of numbers (LocalStack's snapshots `test_max_concurrency_path`, `test_map_state_tolerated_failure*`). */
const rules: Readonly<Record<string, NumberRule>> = {
  MaxConcurrency: {
    least: 0,
    message: (value) => `Expected non-negative integer for MaxConcurrency, got '${String(value)}' instead.`,
  },
  ToleratedFailureCount: { least: 0, message: () => "ToleratedFailureCount cannot be negative." },
  ToleratedFailurePercentage: {
    isFloat: true,
    least: 0,
    most: 100,
    message: () => "ToleratedFailurePercentage must be between 0 and 100.",
  },
};

/**
 * Returns the number at a path. The text of a number is a number too (LocalStack's template
 * `map_state_reference_in_max_per_batch_path`).
 *
 * @throws LanguageError States.Runtime
 */
export function numberAt(field: string, path: string, found: Json): number {
  const { isFloat = false } = rules[field] ?? {};
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
  if (!Number.isInteger(found) && rules[name]?.isFloat !== true) {
    throw queryError(`The ${field} field must be an integer but was: ${String(found)}`, field);
  }
  const fault = rangeFault(name, found);
  if (fault !== undefined) throw queryError(fault, field);
  return found;
}

function rangeFault(field: string, value: number): string | undefined {
  const { least = -Infinity, most = Infinity, message } = rules[field] ?? {};
  return value < least || value > most ? message!(value) : undefined;
}
