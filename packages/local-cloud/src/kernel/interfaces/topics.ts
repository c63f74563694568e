/** The interface of SNS for services that publish to topics, and for readers. */
import type { Principal } from "../identity";
import { serviceKey } from "../serviceRegistry";

/** A message attribute, as in Publish. */
export interface TopicMessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

/** A service that publishes for a resource, a role that a service has assumed, or the console, which needs no permission. */
export type Publisher =
  | { readonly isConsole: true }
  | { readonly service: string; readonly sourceArn: string }
  | { readonly principal: Principal };

/** A message to the subscribers of a topic. */
export type Publication = {
  readonly topicArn: string;
  /** Empty for a message without a subject. */
  readonly subject: string;
  readonly message: string;
  readonly attributes?: Readonly<Record<string, TopicMessageAttribute>>;
  /** `json`: the message has an entry for each protocol. */
  readonly structure?: string;
  /** Message group; required by a FIFO topic. */
  readonly group?: string;
  readonly deduplicationId?: string;
  /** X-Ray trace header. */
  readonly traceHeader?: string;
} & Publisher;

/** The result of Publish. */
export interface Published {
  readonly messageId: string;
  /** Only of a FIFO topic. */
  readonly sequenceNumber?: string;
}

/** The current state of a subscription. */
export interface SubscriptionDescription {
  readonly arn: string;
  /** Such as `sqs`. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
  /** JSON text; undefined without one. */
  readonly filterPolicy: string | undefined;
}

/** The current state of a topic. */
export interface TopicDescription {
  /** Logical name; the topic's name if a call created it. */
  readonly label: string;
  readonly name: string;
  readonly arn: string;
  readonly isFifo: boolean;
  /** Topic policy as JSON. */
  readonly policy: string;
  readonly subscriptions: readonly SubscriptionDescription[];
}

/** An email or SMS that a person would receive. */
export interface MailboxMessage {
  readonly id: string;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  /** Logical name of the topic; undefined for an SMS to a number. */
  readonly topic: string | undefined;
  readonly protocol: "email" | "email-json" | "sms";
  /** Address or number. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Topics {
  /** @returns the reason why AWS would reject the message; undefined if it is published. */
  publish(publication: Publication): string | undefined;
  /** @throws ServiceError as Publish does. */
  send(publication: Publication): Published;
  readonly descriptions: readonly TopicDescription[];
  /** Newest last. */
  readonly mailbox: readonly MailboxMessage[];
}

export const topics = serviceKey<Topics>("topics");
