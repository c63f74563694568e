import type { Clock } from "../../local/engine/clock";

export interface TestClock extends Clock {
  move(millis: number): void;
  set(to: string): void;
  /** The waits that were asked for, in milliseconds. */
  readonly slept: number[];
}

/** A clock that stands still until it is moved; who sleeps moves it. */
export function clockAt(iso: string): TestClock {
  let now = Date.parse(iso);
  const slept: number[] = [];
  return {
    now: () => now,
    move: (millis) => (now += millis),
    set: (to) => (now = Date.parse(to)),
    slept,
    sleep: (millis) => {
      slept.push(millis);
      now += millis;
      return Promise.resolve();
    },
  };
}
