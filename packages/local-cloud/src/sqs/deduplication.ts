import type { DurableMap } from "../kernel/durableMap";

/** A message of a FIFO queue, with which later messages are compared. */
export interface Sent {
  readonly id: string;
  readonly sequence: string;
  /** Epoch milliseconds at which the interval ends. */
  readonly until: number;
}

/** Deduplication interval (SQS Developer Guide, "Exactly-once processing"). */
const intervalMillis = 300_000;

/** Recent messages of FIFO queues by deduplication id. */
export class Deduplication {
  constructor(private readonly store: DurableMap<Sent>) {}

  /** Returns the message that a new one repeats; undefined if it repeats none. */
  find(queueArn: string, key: string, now: number): Sent | undefined {
    const sent = this.store.get(keyOf(queueArn, key));
    return sent !== undefined && sent.until > now ? sent : undefined;
  }

  add(queueArn: string, key: string, sent: Omit<Sent, "until"> & { readonly now: number }): void {
    const { id, sequence, now } = sent;
    this.removeExpired(now);
    // An entry is added again, so that the oldest entries stay first.
    this.store.delete(keyOf(queueArn, key));
    this.store.set(keyOf(queueArn, key), { id, sequence, until: now + intervalMillis });
  }

  removeQueue(queueArn: string): void {
    for (const [key] of [...this.store]) if (key.startsWith(keyOf(queueArn, ""))) this.store.delete(key);
  }

  private removeExpired(now: number): void {
    for (const [key, { until }] of this.store) {
      if (until > now) return;
      this.store.delete(key);
    }
  }
}

function keyOf(queueArn: string, key: string): string {
  return `${queueArn} ${key}`;
}
