import type { LiveQueue } from "./liveQueue";
import type { Received } from "./queueRecord";

/** Time in which a receive can be repeated (SQS API reference, ReceiveMessage, ReceiveRequestAttemptId). */
const intervalMillis = 300_000;

interface Attempt {
  readonly until: number;
  received: readonly Received[];
}

/** Receives of FIFO queues with an attempt id. They are kept in memory, as they matter for five minutes only. */
export class ReceiveAttempts {
  private readonly attempts = new WeakMap<LiveQueue, Map<string, Attempt>>();

  /** Stores the messages of a receive under its attempt id. */
  add(
    queue: LiveQueue,
    id: string,
    { received, now }: { readonly received: readonly Received[]; readonly now: number },
  ) {
    if (received.length === 0) return;
    const own = this.attempts.get(queue) ?? new Map<string, Attempt>();
    this.attempts.set(queue, own);
    for (const [old, { until }] of own) {
      if (until > now) break;
      own.delete(old);
    }
    own.delete(id);
    own.set(id, { until: now + intervalMillis, received });
  }

  /**
   * Returns the messages and handles of an earlier receive with the same id, and hides them again. Returns undefined
   * without such a receive, or if one of its messages was deleted, changed or received again.
   *
   * @param visibility seconds
   */
  repeat(
    queue: LiveQueue,
    id: string,
    {
      visibility = queue.number("VisibilityTimeout"),
      now,
    }: { readonly visibility?: number | undefined; readonly now: number },
  ): Received[] | undefined {
    const attempt = this.attempts.get(queue)?.get(id);
    if (attempt === undefined || attempt.until <= now) return undefined;
    const isUnchanged = ({ message }: Received) =>
      message.visibleAt > now && queue.order.get(message.id)?.visibleAt === message.visibleAt;
    if (!attempt.received.every(isUnchanged)) return undefined;
    const again = attempt.received.map(({ message, handle }) => {
      const hidden = { ...message, visibleAt: now + visibility * 1000 };
      queue.replace(hidden);
      return { message: hidden, handle };
    });
    attempt.received = again;
    return again;
  }
}
