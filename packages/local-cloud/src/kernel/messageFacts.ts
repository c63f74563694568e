/** A message that a topic has delivered. */
export interface NotificationFact {
  readonly kind: "notification";
  /** Logical name. */
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
  /** Recipients, such as `email ops@example.com`. */
  readonly endpoints: readonly string[];
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

/** A batch of stream records that a mapping passes to a function. */
export interface StreamBatchFact {
  readonly kind: "streamBatch";
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** Milliseconds between the write of the batch's last record and the call. */
  readonly iteratorAge: number;
}
