import type jsonata from "jsonata";
import type { Chance } from "./intrinsicFunctions";
import type { LanguageError } from "./errors";
import { LanguageSyntaxError, queryError } from "./errors";
import { isArray, isObject, type Json, type JsonObject } from "./json";
import { awsFunctions } from "./jsonataFunctions";
import { boundedRegExp } from "./boundedPattern";

/** Limits of one evaluation, so that no expression blocks the run. */
const limits = { timeout: 5_000, stack: 500, sequence: 100_000 };

/** Values that the expressions of a JSONata state can refer to. */
export interface QueryScope {
  /** Value of `$states`. */
  readonly states: JsonObject;
  readonly variables: JsonObject;
  readonly chance: Chance;
  /** Epoch milliseconds of the run's clock, for `$now` and `$millis`. */
  readonly now: number;
}

const compiled = new Map<string, jsonata.Expression>();

/** Maximum number of compiled expressions that are kept. */
const maxCompiled = 2_000;

/** Returns the expression in `{% … %}`; undefined for any other text. */
export function expressionIn(text: string): string | undefined {
  if (!text.startsWith("{%") || !text.endsWith("%}") || text.length < 4) return undefined;
  return text.slice(2, -2).trim();
}

/** Compiles an expression. @throws LanguageSyntaxError */
export function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  try {
    // Programs without JSONata do not load the package.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded on first use
    const create = require("jsonata") as typeof jsonata;
    const result = create(expression, { ...limits, RegexEngine: boundedRegExp });
    if (compiled.size >= maxCompiled) compiled.clear();
    compiled.set(expression, result);
    return result;
  } catch (error) {
    throw new LanguageSyntaxError((error as Error).message);
  }
}

/**
 * Evaluates an expression.
 *
 * @param field location in messages, such as `Output/total`.
 * @throws LanguageError
 */
export async function evaluate(expression: string, field: string, scope: QueryScope): Promise<Json> {
  const result = await run(expression, field, scope);
  if (result === undefined) {
    throw queryError(
      `The JSONata expression '${expression}' specified for the field '${field}' returned nothing (undefined).`,
      field,
    );
  }
  if (typeof result === "function" || isFunctionValue(result)) {
    throw queryError(
      `The JSONata expression '${expression}' specified for the field '${field}' returned an unsupported result type.`,
      field,
    );
  }
  try {
    return toJson(result);
  } catch (error) {
    throw evaluationError(expression, field, error as Error);
  }
}

function evaluationError(expression: string, field: string, { message }: Error): LanguageError {
  return queryError(
    `The JSONata expression '${expression}' specified for the field '${field}' threw an error during evaluation. ${message}`,
    field,
  );
}

async function run(
  expression: string,
  field: string,
  { states, variables, chance, now }: QueryScope,
): Promise<unknown> {
  try {
    const bindings = { ...variables, states, ...awsFunctions(chance), ...clockFunctions(now) };
    return await compile(expression).evaluate(undefined, bindings);
  } catch (error) {
    throw evaluationError(expression, field, error as Error);
  }
}

/** Returns `$now` and `$millis` on the run's clock. The package reads the system's. */
function clockFunctions(now: number): object {
  return {
    millis: () => now,
    now: (picture?: string, zone?: string) =>
      compile("$fromMillis($at, $picture, $zone)").evaluate(undefined, { at: now, picture, zone }) as Promise<unknown>,
  };
}

function isFunctionValue(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("_jsonata_function" in value || "_jsonata_lambda" in value);
}

/** Copies a result without the marks that JSONata adds to lists. @throws Error for a number that JSON does not have */
function toJson(value: unknown): Json {
  const text = JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== "number" || Number.isFinite(each)) return each;
    throw new Error(`Number out of range: ${String(each)}`);
  });
  return JSON.parse(text) as Json;
}

/** Returns a value with all its expressions evaluated. @throws LanguageError */
export async function fillQuery(value: Json, field: string, scope: QueryScope): Promise<Json> {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    return expression === undefined ? value : evaluate(expression, field, scope);
  }
  if (isArray(value)) {
    const filled: Json[] = [];
    for (const [index, each] of value.entries()) {
      filled.push(await fillQuery(each, `${field}[${String(index)}]`, scope));
    }
    return filled;
  }
  if (!isObject(value)) return value;
  const entries: [string, Json][] = [];
  for (const [key, each] of Object.entries(value)) {
    entries.push([key, await fillQuery(each, `${field}/${key}`, scope)]);
  }
  return Object.fromEntries(entries);
}
