import type { Clock } from "../kernel/clock";
import { InvokeRefused, type InvokeAnswer } from "../kernel/interfaces/functions";
import { stopController } from "../kernel/bounds/stopController";
import type { EventSettings } from "./eventSettings";
import type { EventEnd } from "./calls/destinations";

/** Waits between the attempts of an event that fails (Lambda Developer Guide, "Error handling for asynchronous invocation"). */
const retryMillis = [60_000, 120_000];

/** First and longest delay before a throttled event is retried (same page). */
const throttledMillis = { first: 1_000, most: 300_000 };

/** An asynchronous call. */
export interface QueuedEvent {
  readonly requestId: string;
  readonly settings: Pick<EventSettings, "retries" | "maximumAgeSeconds">;
  /** Calls the function once, each time with the same request id. @param ageMillis time since the event arrived */
  readonly attempt: (ageMillis: number) => Promise<InvokeAnswer>;
  readonly ended: (end: EventEnd) => void | Promise<void>;
}

/** Retries asynchronous calls until they succeed, or until attempts or maximum age are exhausted. */
export class EventQueue {
  private readonly stopping = stopController();

  constructor(
    private readonly clock: Clock,
    /** Receives a message about each defect. */
    private readonly report: (text: string) => void,
  ) {}

  deliver(event: QueuedEvent): void {
    this.repeat(event).catch((error: unknown) =>
      this.report(`event ${event.requestId}: ${(error as Error).stack ?? String(error)}`),
    );
  }

  private async repeat({ settings, attempt, ended }: QueuedEvent): Promise<void> {
    const started = this.clock.now();
    const until = started + settings.maximumAgeSeconds * 1000;
    let [failures, throttles, last]: [number, number, InvokeAnswer | undefined] = [0, 0, undefined];
    while (!this.stopping.signal.aborted) {
      const answer = await answerOf(() => attempt(this.clock.now() - started));
      if (answer !== undefined) last = answer;
      if (answer?.functionError === undefined && answer !== undefined) {
        return ended({ condition: "Success", invokes: failures + 1, last });
      }
      if (answer === undefined) throttles += 1;
      else failures += 1;
      const wait =
        answer === undefined
          ? Math.min(throttledMillis.first * 2 ** (throttles - 1), throttledMillis.most)
          : (retryMillis[failures - 1] ?? retryMillis.at(-1)!);
      if (failures > settings.retries) return ended({ condition: "RetriesExhausted", invokes: failures, last });
      if (this.clock.now() + wait > until) return ended({ condition: "EventAgeExceeded", invokes: failures, last });
      await this.clock.sleep(wait, this.stopping.signal).catch(() => undefined);
    }
  }

  /** Drops waiting events. */
  stop(): void {
    this.stopping.abort();
  }
}

/** Returns undefined for a throttled call. */
async function answerOf(attempt: () => Promise<InvokeAnswer>): Promise<InvokeAnswer | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof InvokeRefused && error.statusCode === 429) return undefined;
    throw error;
  }
}
