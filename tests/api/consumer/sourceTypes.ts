import { bucket } from "../../../api/buckets/declaration";
import { bus, event } from "../../../api/buses/declaration";
import { changesOf, eventsOf, messagesOf, objectsOf, publishedOn, schedule } from "../../../api/consumer/sources";
import { queue } from "../../../api/queues/declaration";
import { resource, type Resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";
import { topic } from "../../../api/topics/declaration";
import { hasType } from "../client/types";

const row = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string" }, count: { type: "integer" } },
} as const;
const rows = table({ logicalName: "Rows", partitionKey: { name: "id", type: "S" }, stream: true });
const jobs = queue({ logicalName: "Jobs", message: row });
const payments = queue({ logicalName: "Payments", message: row, fifo: true });
const orders = topic({ logicalName: "Orders", message: row });
const sent = event({ type: "Sent", source: "shop", summary: "Sent", detail: { grams: { type: "integer" } } });
const lost = event({ type: "Lost", source: "shop", summary: "Lost", detail: { note: { type: "string" } } });
const elsewhere = event({ type: "Else", source: "shop", summary: "Else", detail: {} });
const parcels = bus({ logicalName: "Parcels", events: [sent, lost] });
const files = bucket({ logicalName: "Files" });

const summary = "Has a type";

/** Consumers that compile, and consumers that do not. Nothing declares them. */
export function typedConsumers(): Resource {
  return resource(
    { rows, jobs, payments, orders, parcels, files },
    () => [],
    (consumer) => [
      consumer({
        name: "onRow",
        summary,
        from: changesOf(rows, row),
        callbackFactory: () => (change) => {
          hasType<"created" | "updated" | "deleted">()(change.change, true);
          if (change.change === "created") hasType<undefined>()(change.previous, true);
          if (change.change === "created") hasType<string>()(change.item.id, true);
          if (change.change === "updated") hasType<number | undefined>()(change.previous.count, true);
          if (change.change === "deleted") hasType<undefined>()(change.item, true);
          // @ts-expect-error a property that the schema does not have
          void change.item?.name;
          return Promise.resolve();
        },
      }),
      consumer({
        name: "onJob",
        summary,
        from: messagesOf(jobs),
        batch: { size: 10 },
        callbackFactory: () => (input) => {
          hasType<string>()(input.message.id, true);
          hasType<number | undefined>()(input.message.count, true);
          // @ts-expect-error a standard queue has no groups
          void input.group;
          return Promise.resolve();
        },
      }),
      consumer({
        name: "onPayment",
        summary,
        from: messagesOf(payments),
        callbackFactory:
          () =>
          ({ group, id, time }) => {
            hasType<string>()(group, true);
            hasType<string>()(id, true);
            hasType<string>()(time, true);
            return Promise.resolve();
          },
      }),
      consumer({
        name: "onOrder",
        summary,
        from: publishedOn(orders, { id: ["a", { prefix: "b" }], count: [{ numeric: [">", 1] }] }),
        callbackFactory:
          () =>
          ({ message }) => {
            hasType<string>()(message.id, true);
            return Promise.resolve();
          },
      }),
      consumer({
        name: "onParcel",
        summary,
        from: eventsOf(parcels, [sent, lost]),
        callbackFactory: () => (input) => {
          hasType<"Sent" | "Lost">()(input.type, true);
          hasType<string>()(input.detail.eventId, true);
          if (input.type === "Sent") hasType<number>()(input.detail.grams, true);
          if (input.type === "Lost") hasType<string>()(input.detail.note, true);
          return Promise.resolve();
        },
      }),
      consumer({
        name: "onSent",
        summary,
        from: eventsOf(parcels, [sent], { grams: [{ numeric: [">", 1] }] }),
        callbackFactory:
          () =>
          ({ type }) => {
            hasType<"Sent">()(type, true);
            return Promise.resolve();
          },
      }),
      consumer({
        name: "onFile",
        summary,
        from: objectsOf(files, ["created", "removed"], { prefix: "a/" }),
        callbackFactory: () => (input) => {
          hasType<"created" | "removed">()(input.change, true);
          if (input.change === "created") hasType<number>()(input.bytes, true);
          // @ts-expect-error a removed object has no size
          if (input.change === "removed") void input.bytes;
          return Promise.resolve();
        },
      }),
      consumer({
        name: "onTime",
        summary,
        from: schedule("rate(1 hour)"),
        callbackFactory: () => (call) => {
          hasType<string>()(call.time, true);
          // @ts-expect-error a schedule has no message
          void call.message;
          return Promise.resolve();
        },
      }),
    ],
  );
}

/** Wrong uses, of which none compiles. Nothing declares them. */
export function wrongConsumers(): Resource {
  const fields = { name: "wrong", summary, callbackFactory: () => () => Promise.resolve() };
  return resource(
    { rows, jobs, orders, parcels, files },
    () => [],
    (consumer) => [
      // @ts-expect-error a source that calls with one event has no batches
      consumer({ ...fields, from: schedule("rate(1 hour)"), batch: { size: 1 } }),
      // @ts-expect-error a source is not a declaration
      consumer({ ...fields, from: jobs }),
      // @ts-expect-error access to a name that the resource does not declare
      consumer({ ...fields, from: messagesOf(jobs), access: { others: ["GetItem"] } }),
      // @ts-expect-error an action of another kind
      consumer({ ...fields, from: messagesOf(jobs), access: { rows: ["SendMessage"] } }),
      // @ts-expect-error a callback returns a promise
      consumer({ ...fields, from: messagesOf(jobs), callbackFactory: () => () => undefined }),
      // @ts-expect-error a queue is not a table
      consumer({ ...fields, from: changesOf(jobs, row) }),
      // @ts-expect-error a topic is not a queue
      consumer({ ...fields, from: messagesOf(orders) }),
      // @ts-expect-error a filter on a property that messages do not have
      consumer({ ...fields, from: publishedOn(orders, { name: ["a"] }) }),
      // @ts-expect-error a condition of another type
      consumer({ ...fields, from: publishedOn(orders, { count: ["a"] }) }),
      // @ts-expect-error an event that the bus does not declare
      consumer({ ...fields, from: eventsOf(parcels, [elsewhere]) }),
      // @ts-expect-error a pattern on a property that the events do not have
      consumer({ ...fields, from: eventsOf(parcels, [sent], { note: ["a"] }) }),
      // @ts-expect-error a change that S3 does not report
      consumer({ ...fields, from: objectsOf(files, ["renamed"]) }),
      // @ts-expect-error a consumer without a source
      consumer({ ...fields }),
    ],
  );
}
