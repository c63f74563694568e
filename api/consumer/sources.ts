import type { ObjectSchema, ValueOf } from "../http/schemas";
import type { TableDeclaration } from "../tables/declaration";

/** The changes of a table's items, in the order of each key. */
export interface StreamSource<Item extends ObjectSchema = ObjectSchema> {
  readonly kind: "stream";
  readonly table: TableDeclaration;
  /** Schema of the items. It is checked, and unlisted attributes are removed. */
  readonly item: Item;
}

/** Times at which EventBridge calls the function. */
export interface ScheduleSource {
  readonly kind: "schedule";
  /** `rate(5 minutes)`, or `cron(0 8 ? * MON-FRI *)` in UTC (EventBridge User Guide, "Schedule expressions"). */
  readonly expression: string;
}

export type Source = StreamSource | ScheduleSource;

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

/** The argument of a callback, by the kind of its source. */
export type InputOf<From extends Source> =
  From extends StreamSource<infer Item> ? ItemChange<ValueOf<Item>> : From extends ScheduleSource ? Received : never;

/** Returns the declaration of a source's resource; undefined for a schedule. */
export function declarationOf(from: Source): object | undefined {
  return from.kind === "stream" ? from.table : undefined;
}

/** Returns the changes of a table's items as a source. @param item schema of the items that the callback receives. */
export function changesOf<const Item extends ObjectSchema>(table: TableDeclaration, item: Item): StreamSource<Item> {
  return { kind: "stream", table, item };
}

/** Returns a schedule as a source. @param expression `rate(…)` or `cron(…)`, in UTC. */
export function schedule(expression: string): ScheduleSource {
  return { kind: "schedule", expression };
}
