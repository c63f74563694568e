import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { bucket } from "../../../api/buckets/declaration";
import { bus, event } from "../../../api/buses/declaration";
import { publish } from "../../../api/buses/publish";
import { changesOf, eventsOf, messagesOf, objectsOf, publishedOn, schedule } from "../../../api/consumer/sources";
import { queue } from "../../../api/queues/declaration";
import { send } from "../../../api/queues/send";
import { resource } from "../../../api/route/resource";
import { table } from "../../../api/tables/declaration";
import { topic } from "../../../api/topics/declaration";
import { publishMessage } from "../../../api/topics/publish";

const job = {
  type: "object",
  required: ["n"],
  properties: { n: { type: "integer" }, user: { type: "string" } },
} as const;
const order = { type: "object", required: ["country"], properties: { country: { type: "string" } } } as const;
const row = { type: "object", required: ["id"], properties: { id: { type: "string" } } } as const;

const rows = table({ logicalName: "Rows", partitionKey: { name: "id", type: "S" }, stream: true });
const jobs = queue({ logicalName: "Jobs", message: job });
const payments = queue({ logicalName: "Payments", message: job, fifo: true });
const unread = queue({ logicalName: "Unread", message: job });
const orders = topic({ logicalName: "Orders", message: order });
const files = bucket({ logicalName: "Files" });
const sent = event({
  type: "ParcelSent",
  source: "shop",
  summary: "A parcel was sent",
  detail: { weight: { type: "integer" } },
});
const lost = event({
  type: "ParcelLost",
  source: "shop",
  summary: "A parcel was lost",
  detail: { note: { type: "string" } },
});
const parcels = bus({ logicalName: "Parcels", events: [sent, lost] });

/** Writes an input to the log, where the test reads it. A negative number and the word poison fail. */
function report(consumer: string, input: object): Promise<void> {
  const text = JSON.stringify({ consumer, ...input });
  if (/poison|"n":-/.test(text)) return Promise.reject(new Error(`${consumer} fails`));
  process.stdout.write(`received ${text}\n`);
  return Promise.resolve();
}

const accepted = { 204: { description: "It is accepted" } } as const;

/** Declares a consumer of each kind of source, and the routes that cause its events. */
export const shop = resource(
  { rows, jobs, payments, unread, orders, files, parcels },
  (route) => [
    route({
      name: "sendJob",
      method: "POST",
      path: "/jobs",
      access: { jobs: ["SendMessage"] },
      summary: "Sends a job",
      body: job,
      responses: accepted,
      callbackFactory:
        ({ queues }) =>
        async ({ body }) => {
          await send(queues.jobs, jobs, { message: body });
          return { statusCode: 204 };
        },
    }),
    route({
      name: "sendPayment",
      method: "POST",
      path: "/payments/{id}",
      access: { payments: ["SendMessage"] },
      summary: "Sends a payment",
      body: job,
      responses: accepted,
      callbackFactory:
        ({ queues }) =>
        async ({ body, params }) => {
          await send(queues.payments, payments, { message: body, group: body.user ?? "", id: params.id });
          return { statusCode: 204 };
        },
    }),
    route({
      name: "publishOrder",
      method: "POST",
      path: "/orders",
      access: { orders: ["Publish"] },
      summary: "Publishes an order",
      body: order,
      responses: accepted,
      callbackFactory:
        ({ topics }) =>
        async ({ body }) => {
          await publishMessage(topics.orders, orders, body);
          return { statusCode: 204 };
        },
    }),
    route({
      name: "sendParcel",
      method: "POST",
      path: "/parcels/{id}",
      access: { parcels: ["PutEvents"] },
      summary: "Publishes both events of a parcel",
      params: { id: { description: "An id", schema: { type: "string" } } },
      body: { type: "object", required: ["weight"], properties: { weight: { type: "integer" } } },
      responses: accepted,
      callbackFactory:
        ({ buses }) =>
        async ({ params: { id }, body: { weight } }) => {
          const time = "2026-03-15T12:00:00.000Z";
          await publish(buses.parcels, sent, { id, time, detail: { weight } });
          await publish(buses.parcels, lost, { id: `${id}-lost`, time, detail: { note: "gone" } });
          return { statusCode: 204 };
        },
    }),
    route({
      name: "storeFile",
      method: "PUT",
      path: "/files",
      access: { files: ["PutObject"] },
      summary: "Stores a file",
      query: { key: { description: "Its key", schema: { type: "string" }, required: true } },
      responses: accepted,
      callbackFactory:
        ({ buckets: { files } }) =>
        async ({ query: { key } }) => {
          await files.client.send(new PutObjectCommand({ Bucket: files.name, Key: key, Body: "12345" }));
          return { statusCode: 204 };
        },
    }),
    route({
      name: "removeFile",
      method: "DELETE",
      path: "/files",
      access: { files: ["DeleteObject"] },
      summary: "Removes a file",
      query: { key: { description: "Its key", schema: { type: "string" }, required: true } },
      responses: accepted,
      callbackFactory:
        ({ buckets: { files } }) =>
        async ({ query: { key } }) => {
          await files.client.send(new DeleteObjectCommand({ Bucket: files.name, Key: key }));
          return { statusCode: 204 };
        },
    }),
  ],
  (consumer) => [
    consumer({
      name: "onRow",
      summary: "Reports changes of rows",
      from: changesOf(rows, row),
      callbackFactory: () => (change) => report("onRow", change),
    }),
    consumer({
      name: "onJob",
      summary: "Reports jobs",
      from: messagesOf(jobs),
      batch: { size: 50, windowSeconds: 1 },
      onFailure: { retries: 1 },
      callbackFactory: () => (input) => report("onJob", input),
    }),
    consumer({
      name: "onPayment",
      summary: "Reports payments",
      from: messagesOf(payments),
      onFailure: { retries: 2 },
      callbackFactory: () => (input) => report("onPayment", input),
    }),
    consumer({
      name: "onOrder",
      summary: "Reports orders of a country",
      from: publishedOn(orders, { country: ["AT", { prefix: "D" }] }),
      callbackFactory: () => (input) => report("onOrder", input),
    }),
    consumer({
      name: "onParcel",
      summary: "Reports heavy parcels",
      from: eventsOf(parcels, [sent], { weight: [{ numeric: [">", 10] }] }),
      callbackFactory: () => (input) => report("onParcel", input),
    }),
    consumer({
      name: "onAnyParcel",
      summary: "Reports all events of parcels",
      from: eventsOf(parcels, [sent, lost]),
      callbackFactory: () => (input) => report("onAnyParcel", input),
    }),
    consumer({
      name: "onPicture",
      summary: "Reports stored pictures",
      from: objectsOf(files, ["created"], { prefix: "pictures/", suffix: ".png" }),
      callbackFactory: () => (input) => report("onPicture", input),
    }),
    consumer({
      name: "onRemoval",
      summary: "Reports removed files",
      from: objectsOf(files, ["removed"]),
      callbackFactory: () => (input) => report("onRemoval", input),
    }),
    consumer({
      name: "onTime",
      summary: "Reports every minute",
      from: schedule("rate(1 minute)"),
      callbackFactory: () => (input) => report("onTime", input),
    }),
  ],
);
