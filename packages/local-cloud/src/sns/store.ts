import type { DurableMap } from "../kernel/durableMap";
import { checkTopicArn } from "./arns";
import { topicNotFound } from "./errors";
import type { Subscription, Topic, TopicDeclaration } from "./model";

/** A message of a FIFO topic, with which later messages are compared. */
export interface Sent {
  readonly id: string;
  readonly sequence: string;
  /** Epoch milliseconds at which the interval ends. */
  readonly until: number;
}

/** State of topics that `--data` keeps between runs. */
export interface TopicStores {
  readonly topics: DurableMap<Topic>;
  readonly subscriptions: DurableMap<Subscription>;
  readonly sent: DurableMap<Sent>;
}

/** Deduplication interval (SNS Developer Guide, "Message deduplication for FIFO topics"). */
const intervalMillis = 300_000;

/** First sequence number of a FIFO topic, in the form that AWS shows: 20 digits. */
const firstSequence = 10_000_000_000_000_000_000n;

/** The topics and subscriptions of a run. */
export class TopicStore {
  /** Values of the current declaration, keyed by ARN. */
  declarations: ReadonlyMap<string, TopicDeclaration> = new Map();

  constructor(private readonly stores: TopicStores) {}

  find(arn: string): Topic | undefined {
    return this.stores.topics.get(arn);
  }

  /** @throws ServiceError for an ARN of another region and for an unknown topic. */
  get(arn: string, region: string, parameter = "TopicArn"): Topic {
    const topic = this.find(checkTopicArn(arn, region, parameter));
    if (topic === undefined) throw topicNotFound();
    return topic;
  }

  /** Sorted by ARN. */
  get topics(): Topic[] {
    return [...this.stores.topics].map(([, topic]) => topic).sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  put(topic: Topic): void {
    this.stores.topics.set(topic.arn, topic);
  }

  /** Deletes a topic with its subscriptions. */
  delete(arn: string): void {
    for (const { arn: subscription } of this.subscriptionsOf(arn)) this.stores.subscriptions.delete(subscription);
    for (const [key] of [...this.stores.sent]) if (key.startsWith(`${arn} `)) this.stores.sent.delete(key);
    this.stores.topics.delete(arn);
  }

  subscription(arn: string): Subscription | undefined {
    return this.stores.subscriptions.get(arn);
  }

  /** In the order in which they were made. */
  get subscriptions(): Subscription[] {
    return [...this.stores.subscriptions].map(([, subscription]) => subscription);
  }

  subscriptionsOf(topicArn: string): Subscription[] {
    return this.subscriptions.filter((subscription) => subscription.topicArn === topicArn);
  }

  putSubscription(subscription: Subscription): void {
    this.stores.subscriptions.set(subscription.arn, subscription);
  }

  deleteSubscription({ arn, topicArn }: Pick<Subscription, "arn" | "topicArn">): void {
    this.stores.subscriptions.delete(arn);
    const topic = this.find(topicArn);
    if (topic !== undefined) this.put({ ...topic, deleted: topic.deleted + 1 });
  }

  /** Returns the message that a new one repeats; undefined if it repeats none. */
  repeated(topicArn: string, key: string, now: number): Sent | undefined {
    const sent = this.stores.sent.get(`${topicArn} ${key}`);
    return sent !== undefined && sent.until > now ? sent : undefined;
  }

  /** Counts a message of a FIFO topic. @returns its sequence number. */
  addSent(topic: Topic, key: string, { id, now }: { readonly id: string; readonly now: number }): string {
    for (const [old, { until }] of this.stores.sent) {
      if (until > now) break;
      this.stores.sent.delete(old);
    }
    const sequence = String(firstSequence + BigInt(topic.sequence) * 1_000n);
    this.put({ ...topic, sequence: topic.sequence + 1 });
    // An entry is added again, so that the oldest entries stay first.
    this.stores.sent.delete(`${topic.arn} ${key}`);
    this.stores.sent.set(`${topic.arn} ${key}`, { id, sequence, until: now + intervalMillis });
    return sequence;
  }

  close(): void {
    for (const store of Object.values(this.stores) as { close(): void }[]) store.close();
  }
}
