import { createHash } from "node:crypto";

/** A message attribute, as in the API. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message in a queue. Times are epoch milliseconds of the run's clock. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `SenderId`, `AWSTraceHeader` and `DeadLetterQueueSourceArn`. */
  readonly system: Readonly<Record<string, string>>;
  /** Time at which the sender sent the message. A move to a dead-letter queue preserves it. */
  readonly sent: number;
  /** Time at which it arrived in this queue. */
  readonly arrived: number;
  /** Number of receives over all queues. */
  readonly receives: number;
  /** Receives in this queue, which the redrive policy counts. */
  readonly receivesHere: number;
  readonly firstReceived?: number;
  readonly lastReceived?: number;
  readonly visibleAt: number;
  readonly group?: string;
  readonly deduplicationId?: string;
  readonly sequence?: string;
  /** True for a message that was deleted and is delivered once more. */
  readonly isRedelivered?: true;
}

/** A message that a caller sends, after its input has been checked. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly system: Readonly<Record<string, string>>;
  /** Seconds. Default: the delay of the queue. */
  readonly delay?: number | undefined;
  readonly group?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** Returns whether a message is received and not visible again. */
export function isInFlight({ visibleAt, receivesHere }: StoredMessage, now: number): boolean {
  return visibleAt > now && receivesHere > 0;
}

/** Returns whether a message has not become visible yet. */
export function isDelayed({ visibleAt, receivesHere }: StoredMessage, now: number): boolean {
  return visibleAt > now && receivesHere === 0;
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** Returns all system attributes of a message, under the names of ReceiveMessage. */
export function systemAttributesOf(message: StoredMessage): Readonly<Record<string, string>> {
  const { system, sent, receives, firstReceived, group, deduplicationId, sequence } = message;
  return {
    ...system,
    SentTimestamp: String(Math.floor(sent)),
    ApproximateReceiveCount: String(receives),
    ...(firstReceived === undefined ? {} : { ApproximateFirstReceiveTimestamp: String(Math.floor(firstReceived)) }),
    ...(group === undefined ? {} : { MessageGroupId: group }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
  };
}
