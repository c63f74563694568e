import type { Links } from "./envelope";
import type { OutgoingMessage, Subscription, Topic } from "./model";

/** A message on its way to one subscription. */
export interface Delivery {
  readonly topic: Topic;
  /** Logical name of the topic. */
  readonly label: string;
  readonly subscription: Subscription;
  readonly message: OutgoingMessage;
  readonly links: Links;
}
