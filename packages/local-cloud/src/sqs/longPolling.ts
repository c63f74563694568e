import type { Clock } from "../kernel/clock";
import type { LiveQueue } from "./liveQueue";
import type { Received } from "./queueRecord";

interface Receive {
  readonly queue: LiveQueue;
  readonly count: number;
  /** Seconds. Default: the timeout of the queue. */
  readonly visibility?: number | undefined;
}

/**
 * Receives messages, and waits for the first one up to a time of the run's clock.
 *
 * @param millis 0 for short polling.
 * @throws ServiceError
 */
export async function receiveWithin(
  millis: number,
  run: { readonly clock: Clock; readonly stopping: AbortSignal },
  { queue, count, visibility }: Receive,
): Promise<Received[]> {
  const { clock, stopping } = run;
  const until = clock.now() + millis;
  for (;;) {
    const received = queue.receive(count, visibility);
    const now = clock.now();
    if (received.length > 0 || now >= until || stopping.aborted) return received;
    await waitForChange(queue, Math.min(queue.nextVisible(now) ?? until, until) - now, run);
  }
}

/** Resolves at the next change of a queue, after a time of the run's clock, or when the run stops. */
export async function waitForChange(
  queue: LiveQueue,
  millis: number,
  { clock, stopping }: { readonly clock: Clock; readonly stopping: AbortSignal },
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, stopping]);
  // Timers of Node.js have a resolution of a millisecond.
  const slept = clock.sleep(Math.max(millis, 1), signal).catch(() => undefined);
  await Promise.race([slept, queue.changed(signal)]);
  ended.abort();
}
