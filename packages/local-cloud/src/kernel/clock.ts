import { setTimeout } from "node:timers/promises";
import { UserError } from "./errors";

/** Source of time and timers for quotas, token buckets and asynchronous retries. Tests pass their own clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Waits; does not keep the process alive. @throws AbortError when the signal aborts. */
  sleep(millis: number, signal: AbortSignal): Promise<void>;
  /** Calls `act` at an interval of clock time; does not keep the process alive. @returns a function that ends it. */
  every(millis: number, act: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (millis, signal) => setTimeout(millis, undefined, { signal, ref: false }),
  every: (millis, act) => {
    const timer = setInterval(act, millis).unref();
    return () => clearInterval(timer);
  },
};

/** @param what the name of the scale in messages. @throws UserError if the scale is out of range. */
export function checkScale(scale: number, what: string): void {
  if (scale > 0 && scale <= 1_000_000) return;
  throw new UserError(`${what}: it must be a number above 0, up to 1000000`);
}

/** A clock that starts at the time of another clock and runs faster or slower by a factor that can change. */
export class ScaledClock implements Clock {
  /** Times of both clocks when the scale was last set. */
  private since: readonly [base: number, own: number];
  private readonly repeated = new Set<{ end: () => void; readonly begin: () => () => void }>();

  /** @param current the factor between the two clocks. */
  constructor(
    private current: number,
    private readonly base: Clock = systemClock,
  ) {
    this.since = [base.now(), base.now()];
  }

  get scale(): number {
    return this.current;
  }

  /** Changes the speed without a jump in time. Sleeps in progress keep their real duration. */
  set scale(scale: number) {
    this.since = [this.base.now(), this.now()];
    this.current = scale;
    for (const each of this.repeated) {
      each.end();
      each.end = each.begin();
    }
  }

  now(): number {
    const [base, own] = this.since;
    return own + (this.base.now() - base) * this.current;
  }

  sleep(millis: number, signal: AbortSignal): Promise<void> {
    return this.base.sleep(millis / this.current, signal);
  }

  every(millis: number, act: () => void): () => void {
    const begin = () => this.base.every(millis / this.current, act);
    const each = { begin, end: begin() };
    this.repeated.add(each);
    return () => {
      this.repeated.delete(each);
      each.end();
    };
  }
}
