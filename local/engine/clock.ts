import { setTimeout } from "node:timers/promises";

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

/** A clock that starts now and runs `scale` times as fast as `base`. */
export function scaledClock(scale: number, base: Clock = systemClock): Clock {
  const start = base.now();
  return {
    now: () => start + (base.now() - start) * scale,
    sleep: (millis, signal) => base.sleep(millis / scale, signal),
    every: (millis, act) => base.every(millis / scale, act),
  };
}
