import type { ObjectSchema } from "../http/schemas";

/** Declaration of a topic of SNS. The setting `existing.topics` uses another topic instead. */
export interface TopicDeclaration<Message extends ObjectSchema = ObjectSchema> {
  readonly kind: "topic";
  /** Permanent: another name replaces the topic and deletes its subscriptions. */
  readonly logicalName: string;
  /** Schema of the messages. Publishers and consumers check it. */
  readonly message: Message;
}

/** IAM actions on a topic (Service Authorization Reference, "Actions defined by Amazon SNS"). */
export const topicActions = ["Publish"] as const;

/** Declares a topic, and infers the types of its messages. */
export function topic<const D extends Omit<TopicDeclaration, "kind">>(
  declaration: D & { readonly [Key in Exclude<keyof D, keyof TopicDeclaration>]: never },
): D & { readonly kind: "topic" } {
  return { ...(declaration as D), kind: "topic" };
}
