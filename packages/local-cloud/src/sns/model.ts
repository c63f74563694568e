import type { TopicKey } from "./topicKey";

/** Attributes by name, as texts. */
export type Attributes = Readonly<Record<string, string>>;

/** A topic as `--data` keeps it. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly isFifo: boolean;
  /** Attributes that were set, without the computed ones. */
  readonly attributes: Attributes;
  readonly tags: Readonly<Record<string, string>>;
  /** Number of messages of a FIFO topic. */
  readonly sequence: number;
  /** Number of subscriptions that were deleted. */
  readonly deleted: number;
  /** Hash of the declaration; undefined for a topic that a call created. */
  readonly declared?: string | undefined;
}

/** Values of a declared topic that every load sets again. */
export interface TopicDeclaration {
  /** Logical name. */
  readonly label: string;
  readonly key: TopicKey | undefined;
}

/** A subscription as `--data` keeps it. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** ARN of the principal that subscribed. */
  readonly principal: string;
  /** Attributes that were set. */
  readonly attributes: Attributes;
  readonly isConfirmed: boolean;
  /** True if a signed request confirmed the subscription. */
  readonly wasAuthenticated: boolean;
  /** Token of the confirmation. */
  readonly token: string;
  readonly declared?: string | undefined;
}

/** A message attribute, as in Publish. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A checked message on its way to the subscriptions of a topic. */
export interface OutgoingMessage {
  readonly id: string;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly subject: string | undefined;
  readonly message: string;
  /** Texts by protocol, for the message structure `json`. */
  readonly byProtocol: Readonly<Record<string, string>> | undefined;
  readonly attributes: MessageAttributes;
  readonly group: string | undefined;
  /** Of a FIFO topic: the given id, or the hash of the message. */
  readonly deduplicationId: string | undefined;
  /** Only of a FIFO topic. */
  readonly sequence: string | undefined;
  readonly traceHeader: string | undefined;
}
