import type { Json } from "../language/json";
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

export function tooLarge(source: string): StateError {
  const cause = `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateError("States.DataLimitExceeded", cause);
}
