import { rawBody } from "../../../api/http/rawBody";
import { resource } from "../../../api/route/resource";
import { createClient } from "../../../client/src";

/** True if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `npm run build` checks that the argument has exactly the type. */
export function hasType<Wanted>() {
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

/** Calls of routes with declared errors, bytes and text: some compile, some do not. Nothing runs this function. */
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
