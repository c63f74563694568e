import type { ObjectSchema, ValueOf } from "../http/schemas";

/** Declaration of a queue of SQS with a dead-letter queue. The setting `existing.queues` uses another queue instead. */
export interface QueueDeclaration<Message extends ObjectSchema = ObjectSchema> {
  readonly kind: "queue";
  /** Permanent: another name replaces the queue and deletes its messages. */
  readonly logicalName: string;
  /** Schema of the messages. Senders and consumers check it. */
  readonly message: Message;
  /** True for a FIFO queue: messages of a group stay in order, and repeated ones are dropped for five minutes. Permanent. */
  readonly fifo?: boolean;
}

/** A message of a queue. */
export type MessageOf<D extends { readonly message: ObjectSchema }> = ValueOf<D["message"]>;

/**
 * IAM actions on a queue (Service Authorization Reference, "Actions defined by Amazon SQS"). SendMessage also allows
 * batches of messages.
 */
export const queueActions = [
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "PurgeQueue",
  "ReceiveMessage",
  "SendMessage",
] as const;

/** Declares a queue, and infers the types of its messages. */
export function queue<const D extends Omit<QueueDeclaration, "kind">>(
  declaration: D & { readonly [Key in Exclude<keyof D, keyof QueueDeclaration>]: never },
): D & { readonly kind: "queue" } {
  return { ...(declaration as D), kind: "queue" };
}
