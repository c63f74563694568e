/** The interface of SQS for services that send to queues or read from them. */
import type { Principal } from "../identity";
import { serviceKey } from "../serviceRegistry";

/** A message to a queue. */
export interface QueueMessage {
  readonly body: string;
  /** Message attributes, as in SendMessage. */
  readonly attributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
  /** Message group; required by a FIFO queue. */
  readonly group?: string;
  readonly deduplicationId?: string;
  /** X-Ray trace header. */
  readonly traceHeader?: string;
}

/** A service that sends on behalf of a resource, or a role that a service has assumed. */
export type QueueSender = { readonly service: string; readonly sourceArn: string } | { readonly principal: Principal };

/** A received message, in the form of Lambda's events (Lambda Developer Guide, "Example standard queue message event"). */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, QueueRecordAttribute>>;
  readonly md5OfMessageAttributes: string | null;
  readonly md5OfBody: string;
}

export interface QueueRecordAttribute {
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
  readonly stringListValues: readonly string[];
  readonly binaryListValues: readonly string[];
  readonly dataType: string;
}

export interface QueueDescription {
  readonly arn: string;
  readonly name: string;
  readonly url: string;
  readonly isFifo: boolean;
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** Queue policy as JSON; undefined without one. */
  readonly policy: string | undefined;
}

/** The queues of a run. Receivers check their own permissions. */
export interface Queues {
  readonly descriptions: readonly QueueDescription[];
  /** Returns undefined if the queue does not exist. */
  describe(queueArn: string): QueueDescription | undefined;
  /** @returns the reason why SQS rejects the message; undefined if it is sent. */
  send(queueArn: string, message: QueueMessage, sender: QueueSender): string | undefined;
  /** Receives up to 10 messages without waiting; none if the queue does not exist. */
  receive(queueArn: string, count: number): readonly QueueRecord[];
  /** Resolves when a receive may succeed, at the latest after `millis` of the run's clock or when the signal aborts. */
  changed(queueArn: string, millis: number, signal: AbortSignal): Promise<void>;
  delete(queueArn: string, receiptHandles: readonly string[]): void;
  /** Hides messages for a number of seconds; 0 makes them visible. Messages that are deleted stay deleted. */
  changeVisibility(queueArn: string, receiptHandles: readonly string[], seconds: number): void;
}

export const queues = serviceKey<Queues>("queues");
