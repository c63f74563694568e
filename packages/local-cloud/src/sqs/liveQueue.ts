import { invalidValue, sqsError } from "./errors";
import type { OutgoingMessage, StoredMessage } from "./message";
import { FifoOrder, StandardOrder, type MessageOrder } from "./messageOrder";
import { parseReceiptHandle, receiptHandleOf } from "./receiptHandle";
import { countsOf, type QueueCounts } from "./queueCounts";
import type { DeadLetterTarget, QueueContext, QueueRecord, Received } from "./queueRecord";
import { redrivePolicyOf } from "./redrivePolicy";
import { Sequence } from "./sequence";

/** Maximum number of messages in flight (SQS Developer Guide, "Message quotas"). */
const maxInFlight = 120_000;

/** Longest time that a message can be hidden after a receive, in seconds (same page). */
const maxHidden = 43_200;

/** A queue with its messages. */
export class LiveQueue implements DeadLetterTarget {
  readonly isFifo: boolean;
  readonly order: MessageOrder;
  private readonly waiting = new Set<() => void>();
  private readonly sequence = new Sequence();
  /** Earliest possible start of a message's retention. */
  private oldest = Infinity;
  /** Time of the last PurgeQueue. */
  purged: number | undefined;
  /** Time of the last call. CloudWatch publishes metrics of active queues only. */
  used: number;

  constructor(
    readonly arn: string,
    public record: QueueRecord,
    private readonly context: QueueContext,
  ) {
    this.isFifo = record.attributes["FifoQueue"] === "true";
    this.order = this.isFifo ? new FifoOrder() : new StandardOrder();
    this.used = context.now();
  }

  /** Adds a message that an earlier run has stored. */
  restore(message: StoredMessage): void {
    this.oldest = Math.min(this.oldest, this.startOf(message));
    this.order.put(message);
    if (message.sequence !== undefined) this.sequence.restore(message.sequence);
  }

  number(attribute: string): number {
    return Number(this.record.attributes[attribute]);
  }

  /**
   * Adds a message. For a repetition in a FIFO queue, adds nothing and returns the ids of the first message.
   *
   * @param isMoved true for a redrive, which repeats no message.
   */
  send(
    outgoing: OutgoingMessage,
    { isMoved = false } = {},
  ): { readonly id: string; readonly sequence?: string; readonly isRepeated: boolean } {
    const { body, attributes, system, group, deduplicationId, delay = this.number("DelaySeconds") } = outgoing;
    const now = this.context.now();
    const { deduplication } = this.context;
    const key = isMoved ? undefined : this.deduplicationKey(outgoing);
    const first = key === undefined ? undefined : deduplication.find(this.arn, key, now);
    if (first !== undefined) return { id: first.id, sequence: first.sequence, isRepeated: true };
    const sequence = this.isFifo ? this.sequence.next(now) : undefined;
    const message: StoredMessage = {
      id: this.context.uuid(),
      body,
      attributes,
      system,
      sent: now,
      arrived: now,
      receives: 0,
      receivesHere: 0,
      visibleAt: now + delay * 1000,
      ...(group === undefined ? {} : { group }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
      ...(sequence === undefined ? {} : { sequence }),
    };
    if (key !== undefined) deduplication.add(this.arn, key, { id: message.id, sequence: sequence!, now });
    this.add(message);
    return { id: message.id, isRepeated: false, ...(sequence === undefined ? {} : { sequence }) };
  }

  private deduplicationKey({ group = "", deduplicationId }: OutgoingMessage): string | undefined {
    if (!this.isFifo || deduplicationId === undefined) return undefined;
    return this.record.deduplicationScope === "messageGroup" ? `${group} ${deduplicationId}` : deduplicationId;
  }

  /** Receives up to `count` messages. @param visibility seconds @throws ServiceError OverLimit */
  receive(count: number, visibility = this.number("VisibilityTimeout")): Received[] {
    const now = this.context.now();
    if (this.isFull(now)) return [];
    const policy = redrivePolicyOf(this.record.attributes["RedrivePolicy"]);
    const deadLetters = policy && this.context.find(policy.deadLetterTargetArn);
    const [received, dead]: [StoredMessage[], StoredMessage[]] = [[], []];
    this.removeExpired(now);
    for (const message of this.order.receivable(now)) {
      const isDead = deadLetters !== undefined && message.receivesHere >= policy!.maxReceiveCount;
      (isDead ? dead : received).push(message);
      if (received.length === count) break;
    }
    for (const message of dead) this.moveToDeadLetters(message, deadLetters!);
    const next = received.map((message) => ({
      ...message,
      receives: message.receives + 1,
      receivesHere: message.receivesHere + 1,
      firstReceived: message.firstReceived ?? now,
      lastReceived: now,
      visibleAt: now + visibility * 1000,
    }));
    this.context.messages.change(next.map((message) => [this.keyOf(message.id), message]));
    this.order.touch(next);
    return next.map((message) => {
      const receipt = { queueArn: this.arn, messageId: message.id, receive: message.receivesHere };
      return { message, handle: receiptHandleOf(receipt, this.context.uuid()) };
    });
  }

  private isFull(now: number): boolean {
    if (this.order.size < maxInFlight || this.counts(now).inFlight < maxInFlight) return false;
    // A FIFO queue returns no error (same page).
    if (this.isFifo) return true;
    throw sqsError("OverLimit", `Too many messages in flight for queue: ${this.record.name}`);
  }

  private moveToDeadLetters(message: StoredMessage, target: DeadLetterTarget): void {
    this.remove(message.id);
    target.takeOver({ ...message, system: { ...message.system, DeadLetterQueueSourceArn: this.arn } });
  }

  takeOver(message: StoredMessage): void {
    const now = this.context.now();
    const { lastReceived: _, ...rest } = message;
    const sequence = this.isFifo ? { sequence: this.sequence.next(now) } : {};
    this.add({ ...rest, ...sequence, arrived: now, receivesHere: 0, visibleAt: now });
  }

  /** Deletes a message; does nothing if it is deleted. @throws ServiceError */
  delete(handle: string): void {
    const { messageId, receive } = parseReceiptHandle(handle, this.arn);
    const message = this.order.get(messageId);
    if (message === undefined) return;
    const isCurrent = message.receivesHere === receive && message.visibleAt > this.context.now();
    // A standard queue deletes with an older handle too (recorded: sqs/delete-late).
    if (this.isFifo && !isCurrent) throw invalidValue("ReceiptHandle", handle, "The receipt handle has expired.");
    // At-least-once delivery: a copy can remain on a server that the deletion did not reach (SQS Developer Guide).
    if (!this.isFifo && message.isRedelivered !== true && this.context.redelivers()) {
      this.replace({ ...message, isRedelivered: true });
    } else this.remove(messageId);
    this.wake();
  }

  /** Hides a received message for a time that starts now. @throws ServiceError */
  changeVisibility(handle: string, seconds: number): void {
    const { messageId, receive } = parseReceiptHandle(handle, this.arn);
    const now = this.context.now();
    const message = this.order.get(messageId);
    if (message === undefined || (this.isFifo && (message.receivesHere !== receive || message.visibleAt <= now))) {
      const reason = "Message does not exist or is not available for visibility timeout change.";
      throw invalidValue("ReceiptHandle", handle, reason);
    }
    if (message.visibleAt <= now) return;
    if (now + seconds * 1000 > message.lastReceived! + maxHidden * 1000) {
      const reason = `Total VisibilityTimeout for the message is beyond the limit [${maxHidden} seconds].`;
      throw invalidValue("VisibilityTimeout", seconds, reason);
    }
    this.replace({ ...message, visibleAt: now + seconds * 1000 });
    this.wake();
  }

  purge(): void {
    this.context.messages.change([...this.order.all()].map(({ id }) => [this.keyOf(id)]));
    this.order.clear();
  }

  counts(now: number): QueueCounts {
    this.removeExpired(now);
    return countsOf(this.order.all(), now);
  }

  /** Returns the next message that a receive can return. */
  firstVisible(): StoredMessage | undefined {
    const [first] = this.order.receivable(this.context.now());
    return first;
  }

  /** Resolves at the next change after which a receive can succeed, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  /** Returns the next time at which a hidden message becomes visible; undefined if none is hidden. */
  nextVisible(now: number): number | undefined {
    let next: number | undefined;
    for (const { visibleAt } of this.order.all()) {
      if (visibleAt > now && (next === undefined || visibleAt < next)) next = visibleAt;
    }
    return next;
  }

  /** Ends the waiting of receivers. */
  wake(): void {
    for (const done of [...this.waiting]) done();
  }

  /** Removes messages after the retention period. */
  private removeExpired(now: number): void {
    const limit = now - this.number("MessageRetentionPeriod") * 1000;
    if (this.oldest > limit) return;
    for (const message of [...this.order.all()]) if (this.startOf(message) <= limit) this.remove(message.id);
    this.oldest = Infinity;
    for (const message of this.order.all()) this.oldest = Math.min(this.oldest, this.startOf(message));
  }

  /** Returns when a retention starts. A dead-letter queue restarts it if it is FIFO (SQS API reference, CreateQueue). */
  private startOf({ sent, arrived }: StoredMessage): number {
    return this.isFifo ? arrived : sent;
  }

  private add(message: StoredMessage): void {
    this.oldest = Math.min(this.oldest, this.startOf(message));
    this.replace(message);
    this.wake();
  }

  replace(message: StoredMessage): void {
    this.context.messages.set(this.keyOf(message.id), message);
    this.order.put(message);
  }

  remove(id: string): void {
    this.context.messages.delete(this.keyOf(id));
    this.order.remove(id);
  }

  private keyOf(id: string): string {
    return `${this.arn} ${id}`;
  }
}
