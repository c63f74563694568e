import type { DurableMap } from "../kernel/durableMap";
import type { QueueAttributes } from "./attributes";
import type { Deduplication } from "./deduplication";
import type { StoredMessage } from "./message";

/** A queue without its messages. Times are epoch milliseconds of the run's clock. */
export interface QueueRecord {
  readonly name: string;
  readonly region: string;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
  readonly modified: number;
  /** Later changes of DeduplicationScope have no effect on AWS. */
  readonly deduplicationScope: string | undefined;
  /** Hash of the declaration; absent for a queue that a call created. */
  readonly declared?: string;
}

/** A received message. */
export interface Received {
  readonly message: StoredMessage;
  readonly handle: string;
}

/** Parts of a run that a queue uses. */
export interface QueueContext {
  readonly messages: DurableMap<StoredMessage>;
  readonly deduplication: Deduplication;
  now(): number;
  uuid(): string;
  /** Decides whether a deleted message is delivered once more. */
  redelivers(): boolean;
  /** Returns another queue, which can receive dead letters. */
  find(arn: string): DeadLetterTarget | undefined;
}

/** A queue that receives messages of another queue. */
export interface DeadLetterTarget {
  /** Adds a message of another queue, with its id, its age and its number of receives. */
  takeOver(message: StoredMessage): void;
}
