import type { Clock } from "../kernel/clock";
import { InvokeRefused, type InvokeAnswer } from "../kernel/interfaces";
import type { EventSettings } from "./declared";

/** Waits between the attempts of an event that fails (Lambda Developer Guide, "Error handling for asynchronous invocation"). */
const retryMillis = [60_000, 120_000];

/** First and longest delay before a throttled event is retried (same page). */
const throttledMillis = { first: 1_000, most: 300_000 };

/** Retries asynchronous calls until they succeed, or until attempts or maximum age are exhausted. */
export class EventQueue {
  private readonly stopping = new AbortController();

  constructor(
    private readonly clock: Clock,
    /** Receives a message about each dropped event. */
    private readonly report: (text: string) => void,
  ) {}

  /** @param attempt calls the function once, each time with the same request id. */
  deliver(requestId: string, settings: EventSettings, attempt: () => Promise<InvokeAnswer>): void {
    this.repeat(requestId, settings, attempt).catch((error: unknown) =>
      this.report(`event ${requestId}: ${(error as Error).stack ?? String(error)}`),
    );
  }

  private async repeat(
    requestId: string,
    { retries, maximumAgeSeconds }: EventSettings,
    attempt: () => Promise<InvokeAnswer>,
  ): Promise<void> {
    const until = this.clock.now() + maximumAgeSeconds * 1000;
    let failures = 0;
    let throttles = 0;
    while (!this.stopping.signal.aborted) {
      const outcome = await outcomeOf(attempt);
      if (outcome === "done") return;
      if (outcome === "failed") failures += 1;
      else throttles += 1;
      const wait =
        outcome === "failed"
          ? (retryMillis[failures - 1] ?? retryMillis.at(-1)!)
          : Math.min(throttledMillis.first * 2 ** (throttles - 1), throttledMillis.most);
      if (failures > retries || this.clock.now() + wait > until) {
        this.report(`event ${requestId} is dropped after ${failures} failed and ${throttles} throttled attempts`);
        return;
      }
      await this.clock.sleep(wait, this.stopping.signal).catch(() => undefined);
    }
  }

  /** Drops waiting events. */
  stop(): void {
    this.stopping.abort();
  }
}

async function outcomeOf(attempt: () => Promise<InvokeAnswer>): Promise<"done" | "failed" | "throttled"> {
  try {
    return (await attempt()).functionError === undefined ? "done" : "failed";
  } catch (error) {
    if (error instanceof InvokeRefused && error.statusCode === 429) return "throttled";
    throw error;
  }
}
