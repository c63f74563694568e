/** The interface of SQS for the console: contents of queues without IAM and without an effect on visibility. */
import { serviceKey } from "../serviceRegistry";

/** A task that moves dead letters back. */
export interface MoveProgress {
  readonly status: string;
  readonly moved: number;
  readonly toMove: number;
  /** Reason of a failure. */
  readonly failure: string | undefined;
}

export interface QueueState {
  readonly arn: string;
  readonly name: string;
  readonly isFifo: boolean;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Age of the oldest message. */
  readonly oldestSeconds: number;
  /** ARN of the dead-letter queue. */
  readonly deadLetters: string | undefined;
  /** Names of the queues that send their dead letters here. */
  readonly deadLettersOf: readonly string[];
  /** The newest task that moves dead letters from this queue. */
  readonly move: MoveProgress | undefined;
}

export interface PeekedMessage {
  readonly id: string;
  readonly body: string;
  /** Message attributes; binary values in base64. */
  readonly attributes: Readonly<Record<string, string>>;
  /** System attributes, as ReceiveMessage returns them. */
  readonly system: Readonly<Record<string, string>>;
  readonly state: "visible" | "in flight" | "delayed";
}

export interface QueueContents {
  readonly states: readonly QueueState[];
  /** Returns the first messages; undefined for an unknown queue. */
  peek(queueArn: string, count: number): readonly PeekedMessage[] | undefined;
  /** Sends a message as SendMessage does. @returns its id @throws UserError with AWS's message */
  send(queueArn: string, input: Readonly<Record<string, unknown>>): string;
  /** @returns the number of removed messages @throws UserError for an unknown queue */
  purge(queueArn: string): number;
  /** Starts a task that returns dead letters to their queues. @throws UserError with AWS's message */
  redrive(queueArn: string): void;
}

export const queueContents = serviceKey<QueueContents>("contents of queues");
