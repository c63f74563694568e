import type { Json, JsonObject } from "../language/json";
import { StateError } from "./stateError";

/** Maximum bytes of an input or a result (Step Functions service quotas, "Maximum input or output size"). */
export const maxDataBytes = 262_144;

/** @param source state or task that the message names. @throws StateError States.DataLimitExceeded */
export function checkSize(value: Json, source: string): void {
  const text = JSON.stringify(value);
  // A character has three bytes at most, so most texts need no second pass.
  if (text.length * 3 <= maxDataBytes || Buffer.byteLength(text) <= maxDataBytes) return;
  throw tooLarge(source);
}

/** Maximum bytes of the variables of one Assign field, and of all that a state can see (Developer Guide, "Variable limits"). */
const maxAssignedBytes = 262_144;
const maxVariableBytes = 10 * 1_048_576;

/** @param all the variables of the scope with the assigned ones. @throws StateError States.DataLimitExceeded */
export function checkVariables(assigned: JsonObject, all: JsonObject, state: string): void {
  for (const [variables, most, what] of [
    [assigned, maxAssignedBytes, `that the state '${state}' assigns`],
    [all, maxVariableBytes, `after the state '${state}'`],
  ] as const) {
    const bytes = Object.values(variables).reduce<number>((sum, value) => sum + bytesOf(value), 0);
    if (bytes <= most) continue;
    throw new StateError("States.DataLimitExceeded", `The variables ${what} exceed ${String(most)} bytes.`);
  }
}

function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

export function tooLarge(source: string): StateError {
  const cause = `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateError("States.DataLimitExceeded", cause);
}
