import type { api } from "../../../api/routes";
import { rawBody } from "../../../api/http/rawBody";
import { resource } from "../../../api/route/resource";
import { createClient } from "../../../client/src";

/** True if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `npm run build` checks that the argument has exactly the type. */
function hasType<Wanted>() {
  return <Given>(_value: Given, _isSame: Same<Given, Wanted>): void => undefined;
}

const notCalled = () => () => Promise.reject(new Error("tests call no callback"));

const _rooms = resource({}, (route) => [
  route({
    name: "bookRoom",
    method: "POST",
    path: "/rooms/{room}/bookings",
    access: {},
    summary: "Books a room",
    query: { dryRun: { description: "checks only", schema: { type: "boolean", default: false } } },
    headers: { "X-Team": { description: "the team", schema: { type: "string" }, required: true } },
    body: {
      type: "object",
      required: ["day"],
      properties: {
        day: { type: "string", enum: ["mon", "tue"] },
        seats: { type: "integer", default: 1 },
        guests: { type: "array", items: { type: "string" } },
      },
    },
    errors: {
      roomIsTaken: { status: 409, message: "The room is taken" },
      roomIsClosed: { status: 409, message: "The room is closed" },
      dayIsOver: { status: 422, message: "The day is over" },
    },
    responses: {
      201: { description: "The booking", schema: { type: "object", properties: { id: { type: "string" } } } },
    },
    callbackFactory: notCalled,
  }),
  route({
    name: "sendPicture",
    method: "PUT",
    path: "/rooms/{room}/picture",
    access: {},
    summary: "Stores a picture",
    body: rawBody({ contentType: "image/png", maxBytes: 1000 }),
    responses: { 204: { description: "Stored" } },
    callbackFactory: notCalled,
  }),
  route({
    name: "readPicture",
    method: "GET",
    path: "/rooms/{room}/picture",
    access: {},
    summary: "Reads a picture",
    responses: { 200: { description: "The picture", contentType: "image/png" } },
    callbackFactory: notCalled,
  }),
  route({
    name: "watchRoom",
    method: "GET",
    path: "/rooms/{room}/events",
    access: {},
    summary: "Streams changes of a room",
    responses: { 200: { description: "Events", contentType: "text/event-stream; charset=utf-8", streamed: true } },
    callbackFactory: notCalled,
  }),
  route({
    name: "exportRooms",
    method: "GET",
    path: "/rooms.csv",
    access: {},
    summary: "Exports rooms",
    responses: {
      200: { description: "A line for each room", contentType: "text/csv" },
      302: { description: "Elsewhere", headers: { Location: "Its URL" } },
    },
    callbackFactory: notCalled,
  }),
]);

/** Calls that compile, and calls that do not. Nothing runs this function. */
export async function typedCalls(): Promise<void> {
  const client = createClient<typeof api>({
    baseUrl: "https://api.example.com/v1",
    idempotent: { "POST /items": true },
  });

  const created = await client("POST /items", { body: { name: "First" }, idempotencyKey: "order-1" });
  hasType<201>()(created.status, true);
  hasType<string>()(created.body.createdAt, true);
  const read = await client("GET /items/{id}", { params: { id: "a" }, ifNoneMatch: '"1-a"', expected: [304, 404] });
  hasType<200 | 304 | 404>()(read.status, true);
  if (read.status === 304) hasType<undefined>()(read.body, true);
  if (read.status === 404) hasType<string>()(read.body.error, true);
  if (read.status === 200) hasType<number>()(read.body.version, true);
  const page = await client("GET /items");
  hasType<string | undefined>()(page.body.nextCursor, true);
  for await (const entry of client.entries("GET /items", { query: { limit: 2 } })) hasType<string>()(entry.name, true);
  for await (const each of client.pages("GET /items")) hasType<string | undefined>()(each.nextCursor, true);

  // @ts-expect-error an unknown path
  await client("GET /itemz");
  // @ts-expect-error a method that the path does not have
  await client("PATCH /items/{id}", { params: { id: "a" } });
  // @ts-expect-error a missing path value
  await client("GET /items/{id}");
  // @ts-expect-error another name for the path value
  await client("GET /items/{id}", { params: { name: "a" } });
  // @ts-expect-error a missing body
  await client("POST /items", {});
  // @ts-expect-error a body without a required field
  await client("POST /items", { body: { description: "" } });
  // @ts-expect-error a field of another type
  await client("POST /items", { body: { name: 1 } });
  // @ts-expect-error a query value of another type
  await client("GET /items", { query: { limit: "2" } });
  // @ts-expect-error an undeclared query value
  await client("GET /items", { query: { size: 2 } });
  // @ts-expect-error a status that the operation does not have
  await client("DELETE /items/{id}", { params: { id: "a" }, expected: [409] });
  // @ts-expect-error If-None-Match, which the operation does not declare
  await client("PUT /items/{id}", { params: { id: "a" }, body: { name: "a" }, ifNoneMatch: "*" });
  // @ts-expect-error If-Match, which the operation does not declare
  await client("GET /items/{id}", { params: { id: "a" }, ifMatch: "*" });
  // @ts-expect-error an Idempotency-Key that the operation does not declare
  await client("PUT /items/{id}", { params: { id: "a" }, body: { name: "a" }, idempotencyKey: "a" });
  // @ts-expect-error an operation without pages
  client.pages("GET /items/{id}", { params: { id: "a" } });
  // @ts-expect-error a status that the answer cannot have
  if (created.status === 200) return;
  // @ts-expect-error a list that lacks an operation with Idempotency-Key
  createClient<typeof api>({ baseUrl: "https://api.example.com/v1" });
  createClient<typeof api>({
    baseUrl: "https://api.example.com/v1",
    // @ts-expect-error a list with an operation that has no Idempotency-Key
    idempotent: { "POST /items": true, "GET /items": true },
  });
}

/** The same for routes with declared errors, bytes and text. */
export async function typedCallsOfRooms(): Promise<void> {
  const client = createClient<readonly [typeof _rooms]>({ baseUrl: "https://api.example.com/v1" });
  const body = { day: "mon", guests: ["a"] } as const;
  const booking = { params: { room: "blue" }, headers: { "X-Team": "a" }, body };

  const booked = await client("POST /rooms/{room}/bookings", { ...booking, expected: [409, 422, 429] });
  hasType<201 | 409 | 422 | 429>()(booked.status, true);
  if (booked.status === 409) hasType<"roomIsTaken" | "roomIsClosed" | undefined>()(booked.body.code, true);
  if (booked.status === 422) hasType<"dayIsOver" | undefined>()(booked.body.code, true);
  if (booked.status === 201) hasType<string | undefined>()(booked.body.id, true);
  const stored = await client("PUT /rooms/{room}/picture", {
    params: { room: "blue" },
    body: new Uint8Array(),
    contentType: "image/png",
  });
  hasType<undefined>()(stored.body, true);
  const exported = await client("GET /rooms.csv", { expected: [302] });
  if (exported.status === 200) hasType<string>()(exported.body, true);

  const picture = await client("GET /rooms/{room}/picture", { params: { room: "blue" } });
  hasType<Uint8Array>()(picture.body, true);
  const { body: events } = await client("GET /rooms/{room}/events", { params: { room: "blue" } });
  for await (const { data } of events) hasType<string>()(data, true);

  // @ts-expect-error a missing header
  await client("POST /rooms/{room}/bookings", { params: { room: "blue" }, body });
  // @ts-expect-error a word that the enumeration lacks
  await client("POST /rooms/{room}/bookings", { ...booking, body: { day: "sun" } });
  const sent = { params: { room: "blue" }, body: new Uint8Array() };
  // @ts-expect-error another media type
  await client("PUT /rooms/{room}/picture", { ...sent, contentType: "image/gif" });
  // @ts-expect-error a declared error of another status
  if (booked.status === 422 && booked.body.code === "roomIsTaken") return;
}
