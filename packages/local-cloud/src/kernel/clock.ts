import { setTimeout } from "node:timers/promises";
import { UserError } from "./errors";

/** Where the cloud reads the time and waits: buckets, quotas, retries of asynchronous calls. Tests bring their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Keeps no process alive. @throws AbortError when the signal ends the wait. */
  sleep(millis: number, signal: AbortSignal): Promise<void>;
  /** Acts each time so much of the clock's time has passed. Keeps no process alive. @returns how to end that. */
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

/** @param what how a message names it. @throws UserError for a scale that no clock can have. */
export function checkScale(scale: number, what: string): void {
  if (scale > 0 && scale <= 1_000_000) return;
  throw new UserError(`${what}: it must be a number above 0, up to 1000000`);
}

/** A clock that starts now and runs so many times as fast as another; how many may change while it runs. */
export class ScaledClock implements Clock {
  /** When the scale was set: by the other clock, and by this one. */
  private since: readonly [base: number, own: number];
  private readonly repeated = new Set<{ end: () => void; readonly begin: () => () => void }>();

  /** @param current times as fast as `base`. */
  constructor(
    private current: number,
    private readonly base: Clock = systemClock,
  ) {
    this.since = [base.now(), base.now()];
  }

  get scale(): number {
    return this.current;
  }

  /** The time goes on from where it is; a wait that is under way ends as it was begun. */
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
