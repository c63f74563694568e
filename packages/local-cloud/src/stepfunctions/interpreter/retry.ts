import { numberField, objectsField, textField, type Catcher, type Retrier } from "../definition/model";
import type { JsonObject } from "../language/json";
import type { StateError } from "./stateError";

/** Defaults of a retrier (Amazon States Language, "Retrying after error"). */
const defaults = { interval: 1, attempts: 3, backoff: 2 };

/** Returns whether an error name of a retrier or catcher matches (Developer Guide, "Error names"). */
function matches(name: string, { error, isHeartbeat }: StateError): boolean {
  if (error === "States.Runtime") return false;
  if (name === "States.ALL" || name === error) return true;
  if (name === "States.HeartbeatTimeout") return isHeartbeat;
  return name === "States.TaskFailed" && error !== "States.Timeout";
}

/** Returns the first catcher that matches. */
export function catcherOf(state: JsonObject, error: StateError): Catcher | undefined {
  return objectsField<Catcher>(state, "Catch").find(({ ErrorEquals }) =>
    ErrorEquals.some((name) => matches(name, error)),
  );
}

/** A retry that follows, and the counts of all retriers. */
export interface NextRetry {
  readonly delayMillis: number;
  readonly retries: readonly number[];
}

/**
 * Returns the next retry; undefined if no retrier matches or the first that matches has no attempts left.
 *
 * @param retries number of retries so far of each retrier
 * @param random a number from 0 up to 1, for full jitter
 */
export function nextRetry(
  state: JsonObject,
  error: StateError,
  { retries = [], random }: { retries?: readonly number[] | undefined; random: () => number },
): NextRetry | undefined {
  const retriers = objectsField<Retrier>(state, "Retry");
  const index = retriers.findIndex(({ ErrorEquals }) => ErrorEquals.some((name) => matches(name, error)));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const done = retries[index] ?? 0;
  if (done >= (numberField(retrier, "MaxAttempts") ?? defaults.attempts)) return undefined;
  return {
    delayMillis: delayMillis(retrier, done, random),
    retries: retriers.map((_, each) => (retries[each] ?? 0) + (each === index ? 1 : 0)),
  };
}

function delayMillis(retrier: Retrier, done: number, random: () => number): number {
  const interval = numberField(retrier, "IntervalSeconds") ?? defaults.interval;
  const rate = numberField(retrier, "BackoffRate") ?? defaults.backoff;
  const most = numberField(retrier, "MaxDelaySeconds") ?? Infinity;
  const seconds = Math.min(interval * rate ** done, most);
  return 1_000 * (textField(retrier, "JitterStrategy") === "FULL" ? seconds * random() : seconds);
}
