import type { MailboxMessage } from "../interfaces/topics";

/** A fact about topics, queues or event source mappings. */
export type MessageFact =
  NotificationFact | TopicDeliveryFact | MailFact | QueueFact | QueueLevelFact | StreamBatchFact | MappingBatchFact;

/** A message that a topic has accepted. */
export interface NotificationFact {
  readonly kind: "notification";
  readonly trace: string | undefined;
  readonly messageId: string;
  /** Logical name. */
  readonly topic: string;
  /** Physical name. */
  readonly topicName: string;
  /** Size of the message with its attributes. */
  readonly bytes: number;
  readonly subject: string;
  readonly message: string;
  /** Recipients that the filter policies accept, such as `email ops@example.com`. */
  readonly endpoints: readonly string[];
}

/** The end of a message's delivery to one subscription. */
export interface TopicDeliveryFact {
  readonly kind: "topicDelivery";
  readonly trace: string | undefined;
  readonly messageId: string;
  /** Logical name. */
  readonly topic: string;
  /** Physical name. */
  readonly topicName: string;
  readonly subscriptionArn: string;
  /** Such as `sqs`. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly outcome: "delivered" | "failed" | "filtered";
  /** Reason of a failure, or the part of the message that the filter policy rejects. */
  readonly reason: string | undefined;
  /** True if the dead-letter queue accepted a failed message; undefined without such a queue. */
  readonly isDeadLettered: boolean | undefined;
}

/** An email or SMS that a person would receive. */
export interface MailFact {
  readonly kind: "mail";
  readonly trace: string | undefined;
  readonly mail: MailboxMessage;
}

/** Messages that were sent to a queue, received from it or deleted. */
export interface QueueFact {
  readonly kind: "queue";
  /** Physical name. */
  readonly queueName: string;
  /** `repeated`: a FIFO queue accepted a message and dropped it as a repetition. */
  readonly what: "sent" | "repeated" | "received" | "deleted";
  /** Number of messages; 0 for an empty receive. */
  readonly count: number;
  /** Size of a sent message. */
  readonly bytes?: number;
}

/** The numbers of messages in a queue at a time. */
export interface QueueLevelFact {
  readonly kind: "queueLevel";
  /** Physical name. */
  readonly queueName: string;
  readonly isFifo: boolean;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Age of the oldest message. */
  readonly ageSeconds: number;
  /** Number of message groups with messages in flight; 0 for a standard queue. */
  readonly groupsInFlight: number;
}

/** A batch of stream records or messages that a mapping passes to a function, before the call. */
export interface MappingBatchFact {
  readonly kind: "mappingBatch";
  /** New trace of the call. */
  readonly trace: string;
  /** Logical name of the mapping. */
  readonly mapping: string;
  readonly functionName: string;
  readonly sourceArn: string;
  /** Age of the batch's last record in milliseconds, as the metric IteratorAge has it; absent for a queue. */
  readonly iteratorAge?: number;
  readonly records: readonly BatchRecord[];
}

export interface BatchRecord {
  /** Sequence number or message id. */
  readonly id: string;
  /** `INSERT`, `MODIFY` or `REMOVE` for a stream record; `message` for a message. */
  readonly what: string;
  /** Keys of the item as JSON, or the beginning of the message's body. */
  readonly text: string;
  /** Trace of the request that caused the record; undefined if it is unknown. */
  readonly trace: string | undefined;
}

/** A batch of stream records that a mapping passes to a function. */
export interface StreamBatchFact {
  readonly kind: "streamBatch";
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** Milliseconds between the write of the batch's last record and the call. */
  readonly iteratorAge: number;
}
