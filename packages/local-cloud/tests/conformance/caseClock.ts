import { MovedClock } from "../../src/testing/movedClock";
import type { FunctionInvoker, InvokeRequest } from "../../src/kernel/interfaces/functions";

/** Step by which the clock of a case advances, in milliseconds. */
const stepMillis = 100;

/**
 * The clock of a case. It advances only while code sleeps on it and no function runs, so that slow machines do not
 * change the order of events.
 */
export class CaseClock extends MovedClock {
  private sleeping = 0;
  private running = 0;

  override async sleep(millis: number, signal: AbortSignal): Promise<void> {
    this.sleeping += 1;
    try {
      await super.sleep(millis, signal);
    } finally {
      this.sleeping -= 1;
    }
  }

  /** Counts the calls of functions. */
  watch(invoker: FunctionInvoker): void {
    const invoke = invoker.invoke.bind(invoker);
    invoker.invoke = async (request: InvokeRequest) => {
      this.running += 1;
      try {
        return await invoke(request);
      } finally {
        this.running -= 1;
      }
    };
  }

  /** Advances until a promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = promise.then(
      () => void (isSettled = true),
      () => void (isSettled = true),
    );
    for (;;) {
      await Promise.race([settled, realPause()]);
      if (isSettled) return promise;
      if (this.sleeping > 0 && this.running === 0) await this.advance(stepMillis);
    }
  }

  /** Advances by a time. Functions that are called meanwhile can end. */
  async pass(millis: number): Promise<void> {
    const end = this.now() + millis;
    while (this.now() < end) {
      await realPause();
      // The clock also follows real time, so that the pause can pass the end.
      const left = end - this.now();
      if (this.running === 0 && left > 0) await this.advance(Math.min(stepMillis, left));
    }
    await realPause();
  }
}

function realPause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}
