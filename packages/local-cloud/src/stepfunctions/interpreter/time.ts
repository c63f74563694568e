import { setMaxListeners } from "node:events";
import type { Host } from "./host";

/** Longest single sleep: timers of Node.js end at once above 2^31 milliseconds. */
const maxSleep = 86_400_000;

/** Waits until a time of the run's clock. @throws AbortError when the signal aborts */
export async function sleepUntil(host: Pick<Host, "now" | "sleep">, time: number, signal: AbortSignal): Promise<void> {
  for (let rest = time - host.now(); rest > 0; rest = time - host.now()) {
    await host.sleep(Math.min(rest, maxSleep), signal);
  }
}

/** A signal that follows another one and can be aborted alone. */
export class LinkedAbort {
  private readonly controller = new AbortController();
  private readonly follow = () => this.controller.abort(this.parent.reason);

  constructor(private readonly parent: AbortSignal) {
    // Every branch, iteration and child workflow listens.
    setMaxListeners(0, this.controller.signal);
    if (parent.aborted) this.follow();
    else parent.addEventListener("abort", this.follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Aborts, and stops to follow the other signal. */
  end(): void {
    this.parent.removeEventListener("abort", this.follow);
    this.controller.abort();
  }
}

/** Milliseconds of work after which requests and timers get their turn. */
const turnMillis = 10;

/** Interrupts a long run of work, so that the process answers requests meanwhile. */
export class Turns {
  private since = performance.now();

  async take(): Promise<void> {
    if (performance.now() - this.since < turnMillis) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.since = performance.now();
  }
}

/** Limits how much work runs at a time. */
export class Gate {
  private running = 0;
  private changed: () => void = () => undefined;

  /** @param most returns the current limit */
  constructor(private readonly most: () => number) {}

  /** Resolves when one more may run. It counts until `leave`. Only one caller may wait. */
  async enter(): Promise<void> {
    await this.below(this.most);
    this.running += 1;
  }

  leave(): void {
    this.running -= 1;
    this.changed();
  }

  /** Lets the caller that waits read the limit again. */
  change(): void {
    this.changed();
  }

  /** Resolves when nothing runs. */
  empty(): Promise<void> {
    return this.below(() => 1);
  }

  private async below(count: () => number): Promise<void> {
    while (this.running >= count()) await new Promise<void>((resolve) => (this.changed = resolve));
  }
}
