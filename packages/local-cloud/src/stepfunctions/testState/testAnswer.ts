import { defined } from "../../kernel/json";
import type { InspectedScope } from "./inspectedScope";
import type { TestEnd } from "./runTestState";

/** The beginning of a cause, which a test does not have (LocalStack's snapshot `test_state_map_context_object`). */
const prefix = /^An error occurred while executing the state '.*?' \(entered at the event id #\d+\)\. /;

/** Returns the answer without inspection data. */
export function answerOf({ status, output, next, failure }: TestEnd): object {
  return defined({
    ...{ status, nextState: next, output: output === undefined ? undefined : JSON.stringify(output) },
    ...{ error: failure?.error, cause: failure?.cause?.replace(prefix, "") },
  });
}

const numbers = ["maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"];

/** Returns the inspection data, with values as JSON text. */
export function inspectionOf({ inspection, frame }: InspectedScope, { assigned, errorDetails }: TestEnd): object {
  const variables = { ...frame.current.variables, ...assigned };
  const shown = Object.keys(variables).length === 0 ? inspection : { ...inspection, variables };
  const texts = Object.entries(shown).map(([key, value]) => [
    key,
    numbers.includes(key) ? value : JSON.stringify(value),
  ]);
  const data = Object.fromEntries(texts) as object;
  return { ...data, ...(errorDetails === undefined ? {} : { errorDetails }) };
}
