import type { BucketDeclaration } from "../buckets/declaration";
import type { BusDeclaration, DetailOf, EventDeclaration } from "../buses/declaration";
import type { ObjectSchema, ValueOf } from "../http/schemas";
import type { QueueDeclaration } from "../queues/declaration";
import type { TableDeclaration } from "../tables/declaration";
import type { TopicDeclaration } from "../topics/declaration";
import type { PatternOf } from "./patterns";

/** The changes of a table's items, in the order of each key. */
export interface StreamSource<Item extends ObjectSchema = ObjectSchema> {
  readonly kind: "stream";
  readonly table: TableDeclaration;
  /** Schema of the items. It is checked, and unlisted attributes are removed. */
  readonly item: Item;
}

/** The messages of a queue, in the order of each group if it is a FIFO queue. */
export interface QueueSource<Queue extends QueueDeclaration = QueueDeclaration> {
  readonly kind: "queue";
  readonly queue: Queue;
}

/** The messages that are published on a topic. */
export interface TopicSource<Topic extends TopicDeclaration = TopicDeclaration> {
  readonly kind: "topic";
  readonly topic: Topic;
  /** Filter policy on the message; absent for all messages. */
  readonly filter?: object;
}

/** Events of a bus. */
export interface BusSource<Event extends EventDeclaration = EventDeclaration> {
  readonly kind: "bus";
  readonly bus: BusDeclaration;
  readonly events: readonly Event[];
  /** Pattern of the detail; absent for all events. */
  readonly detail?: object;
}

/** A change of an object in a bucket. */
export type ObjectEvent = "created" | "removed";

/** Changes of objects whose key has a prefix and a suffix. */
export interface BucketSource<Change extends ObjectEvent = ObjectEvent> {
  readonly kind: "bucket";
  readonly bucket: BucketDeclaration;
  readonly changes: readonly Change[];
  readonly prefix: string;
  readonly suffix: string;
}

/** Times at which EventBridge calls the function. */
export interface ScheduleSource {
  readonly kind: "schedule";
  /** `rate(5 minutes)`, or `cron(0 8 ? * MON-FRI *)` in UTC (EventBridge User Guide, "Schedule expressions"). */
  readonly expression: string;
}

export type Source = StreamSource | QueueSource | TopicSource | BusSource | BucketSource | ScheduleSource;

/** Properties of every input. */
interface Received {
  /** Identifies the event. It is the same when AWS delivers the event again. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
}

/** A change of an item. */
export type ItemChange<Item> = Received &
  (
    | { readonly change: "created"; readonly item: Item; readonly previous: undefined }
    | { readonly change: "updated"; readonly item: Item; readonly previous: Item }
    | { readonly change: "deleted"; readonly item: undefined; readonly previous: Item }
  );

/** A message of a queue. */
export type QueueMessage<Queue extends QueueDeclaration> = Received & {
  readonly message: ValueOf<Queue["message"]>;
} & (Queue extends { readonly fifo: true } ? { readonly group: string } : unknown);

/** A message of a topic. */
export type TopicMessage<Topic extends TopicDeclaration> = Received & { readonly message: ValueOf<Topic["message"]> };

/** An event of a bus. Its id is the `eventId` of the detail, which is the same when the event is published again. */
export type ReceivedEvent<Event> = Event extends EventDeclaration
  ? Received & { readonly type: Event["type"]; readonly detail: DetailOf<Event> }
  : never;

/** A change of an object. */
export type ObjectChange<Change> = Change extends "created"
  ? Received & { readonly change: Change; readonly key: string; readonly bytes: number }
  : Received & { readonly change: Change; readonly key: string };

/** The argument of a callback, by the kind of its source. */
export type InputOf<From extends Source> =
  From extends StreamSource<infer Item>
    ? ItemChange<ValueOf<Item>>
    : From extends QueueSource<infer Queue>
      ? QueueMessage<Queue>
      : From extends TopicSource<infer Topic>
        ? TopicMessage<Topic>
        : From extends BusSource<infer Event>
          ? ReceivedEvent<Event>
          : From extends BucketSource<infer Change>
            ? ObjectChange<Change>
            : From extends ScheduleSource
              ? Received
              : never;

/** Returns the declaration of a source's resource; undefined for a schedule. */
export function declarationOf(from: Source): object | undefined {
  switch (from.kind) {
    case "stream":
      return from.table;
    case "queue":
      return from.queue;
    case "topic":
      return from.topic;
    case "bus":
      return from.bus;
    case "bucket":
      return from.bucket;
    case "schedule":
      return undefined;
  }
}

/** Returns the changes of a table's items as a source. @param item schema of the items that the callback receives. */
export function changesOf<const Item extends ObjectSchema>(table: TableDeclaration, item: Item): StreamSource<Item> {
  return { kind: "stream", table, item };
}

/** Returns the messages of a queue as a source. */
export function messagesOf<Queue extends QueueDeclaration>(queue: Queue): QueueSource<Queue> {
  return { kind: "queue", queue };
}

/** Returns the messages of a topic as a source. @param filter pattern of the messages that the callback receives. */
export function publishedOn<Topic extends TopicDeclaration>(
  topic: Topic,
  filter?: PatternOf<ValueOf<Topic["message"]>>,
): TopicSource<Topic> {
  return { kind: "topic", topic, ...(filter === undefined ? {} : { filter }) };
}

/** Returns events of a bus as a source. @param detail pattern of the details that the callback receives. */
export function eventsOf<Bus extends BusDeclaration, Event extends Bus["events"][number]>(
  bus: Bus,
  events: readonly Event[],
  detail?: PatternOf<DetailOf<Event>>,
): BusSource<Event> {
  return { kind: "bus", bus, events, ...(detail === undefined ? {} : { detail }) };
}

/** Returns changes of a bucket's objects as a source. Without a prefix and a suffix, those of all objects. */
export function objectsOf<const Change extends ObjectEvent>(
  bucket: BucketDeclaration,
  changes: readonly Change[],
  { prefix = "", suffix = "" }: { readonly prefix?: string; readonly suffix?: string } = {},
): BucketSource<Change> {
  return { kind: "bucket", bucket, changes, prefix, suffix };
}

/** Returns a schedule as a source. @param expression `rate(…)` or `cron(…)`, in UTC. */
export function schedule(expression: string): ScheduleSource {
  return { kind: "schedule", expression };
}
