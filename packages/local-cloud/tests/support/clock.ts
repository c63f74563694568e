import type { Clock } from "../../src/kernel/clock";

export interface TestClock extends Clock {
  move(millis: number): void;
  set(to: string): void;
  /** Requested sleeps in milliseconds. */
  readonly slept: number[];
}

/** A clock that only moves when a test moves it. Sleeps advance it, and intervals fire as it advances. */
export function clockAt(iso: string): TestClock {
  let now = Date.parse(iso);
  const slept: number[] = [];
  const due = new Set<{ readonly millis: number; next: number; readonly act: () => void }>();
  return {
    now: () => now,
    move: (millis) => {
      const until = now + millis;
      for (;;) {
        const [first] = [...due].filter(({ next }) => next <= until).sort((a, b) => a.next - b.next);
        if (first === undefined) break;
        now = first.next;
        first.next += first.millis;
        first.act();
      }
      now = until;
    },
    every: (millis, act) => {
      const entry = { millis, next: now + millis, act };
      due.add(entry);
      return () => due.delete(entry);
    },
    set: (to) => (now = Date.parse(to)),
    slept,
    sleep: (millis) => {
      slept.push(millis);
      now += millis;
      return Promise.resolve();
    },
  };
}
