import type { Clock } from "../kernel/clock";
import { millisOf } from "./duration";

interface Timer {
  due: number;
  /** Interval; undefined for a sleep, which fires once. */
  readonly millis: number | undefined;
  readonly act: () => void;
}

/** Step of a clock that follows real time, in milliseconds. */
const stepMillis = 20;

/** A clock that only moves when a test moves it. */
export class MovedClock implements Clock {
  private readonly timers = new Set<Timer>();

  /** @param time the start, in epoch milliseconds. */
  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  sleep(millis: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.timers.delete(timer);
        reject(signal.reason as Error);
      };
      const wake = () => {
        signal.removeEventListener("abort", abort);
        resolve();
      };
      const timer: Timer = { due: this.time + millis, millis: undefined, act: wake };
      this.timers.add(timer);
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    });
  }

  every(millis: number, act: () => void): () => void {
    const timer: Timer = { due: this.time + millis, millis, act };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /**
   * Advances the time and fires the timers that become due, in order.
   *
   * @param duration milliseconds, or a text such as `5m`.
   * @throws TypeError for any other text.
   */
  async advance(duration: number | string): Promise<void> {
    const until = this.time + millisOf(duration);
    for (let next = this.nextUntil(until); next !== undefined; next = this.nextUntil(until)) {
      this.time = next.due;
      if (next.millis === undefined) this.timers.delete(next);
      else next.due += next.millis;
      next.act();
      // Let the code that waited run before the time advances further.
      await new Promise((done) => setImmediate(done));
    }
    this.time = until;
  }

  /** Sets the time without firing timers. @param time epoch milliseconds, not before the current time. */
  set(time: number): void {
    const skipped = time - this.time;
    for (const timer of this.timers) timer.due += skipped;
    this.time = time;
  }

  /** Follows real time in steps of 20 ms; does not keep the process alive. @returns a function that stops the clock. */
  follow(): () => void {
    let before = performance.now();
    let moving: Promise<void> | undefined;
    const timer = setInterval(() => {
      if (moving !== undefined) return;
      const now = performance.now();
      moving = this.advance(now - before).finally(() => (moving = undefined));
      before = now;
    }, stepMillis).unref();
    return () => clearInterval(timer);
  }

  private nextUntil(until: number): Timer | undefined {
    return [...this.timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
  }
}
