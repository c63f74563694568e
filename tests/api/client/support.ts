import { resource } from "../../../api/route/resource";
import { createClient, type ApiClient, type ClientOptions } from "../../../client/src";

const id = { description: "the id", schema: { type: "string" } } as const;
const page = {
  type: "object",
  required: ["rooms"],
  properties: { rooms: { type: "array", items: { type: "string" } }, nextCursor: { type: "string" } },
} as const;
const key = { description: "the key", schema: { type: "string" } } as const;
const any = { description: "any answer" };

const notCalled = () => () => Promise.reject(new Error("tests call no callback"));

/** Routes with every method. Only their types are used. */
const _rooms = resource({}, (route) => [
  route({
    name: "listRooms",
    method: "GET",
    path: "/rooms",
    access: {},
    summary: "Lists rooms",
    query: { limit: { description: "the size", schema: { type: "integer" } }, cursor: id },
    responses: { 200: { description: "A page", schema: page } },
    callbackFactory: notCalled,
  }),
  route({
    name: "createRoom",
    method: "POST",
    path: "/rooms",
    access: {},
    summary: "Creates a room",
    headers: { "Idempotency-Key": key },
    body: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
    responses: { 201: any },
    callbackFactory: notCalled,
  }),
  route({
    name: "getRoom",
    method: "GET",
    path: "/rooms/{id}",
    access: {},
    summary: "Reads a room",
    headers: { "If-None-Match": key },
    responses: { 200: any, 304: any, 302: any },
    callbackFactory: notCalled,
  }),
  route({
    name: "replaceRoom",
    method: "PUT",
    path: "/rooms/{id}",
    access: {},
    summary: "Replaces a room",
    headers: { "If-Match": key, "X-Team": key },
    responses: { 200: any, 412: any },
    callbackFactory: notCalled,
  }),
  route({
    name: "openRoom",
    method: "POST",
    path: "/rooms/{id}/open",
    access: {},
    summary: "Opens a room",
    errors: { roomIsOpen: { status: 409, message: "The room is open" } },
    responses: { 204: any },
    callbackFactory: notCalled,
  }),
]);

type Rooms = readonly [typeof _rooms];

/** A request as `fetch` received it. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A client whose answers a test gives, with what it sent. */
export interface Tried {
  readonly client: ApiClient<Rooms>;
  readonly sent: Sent[];
  /** Milliseconds of each wait before a retry. */
  readonly waits: number[];
  /** Ends the time of the call. */
  readonly timeOut: () => void;
  /** Number of calls whose timer still runs. */
  readonly timers: () => number;
}

export type Reply = Response | Error | ((init: RequestInit) => Promise<Response>);

/** Returns a client that receives the replies in order. Random numbers are 0.5, and waits end at once. */
export function clientOf(replies: readonly Reply[], options: Partial<ClientOptions> = {}): Tried {
  const left = [...replies];
  const sent: Sent[] = [];
  const waits: number[] = [];
  const timers = new Set<() => void>();
  let keys = 0;
  const tools = {
    fetch: async (url: string, init: RequestInit) => {
      const headers = Object.fromEntries(init.headers as Headers);
      sent.push({ method: init.method!, url, headers, body: init.body });
      const reply = left.shift();
      if (reply instanceof Response) return reply;
      if (typeof reply === "function") return reply(init);
      throw reply ?? new Error("no reply is left");
    },
    now: () => Date.parse("2026-01-01T00:00:00Z"),
    random: () => 0.5,
    wait: (millis: number) => {
      waits.push(millis);
      return Promise.resolve();
    },
    after: (_millis: number, act: () => void) => {
      timers.add(act);
      return () => void timers.delete(act);
    },
    newKey: () => `key-${(keys += 1)}`,
    ...options.tools,
  };
  const client = createClient<Rooms>({
    baseUrl: "https://api.example.com/v1",
    idempotent: { "POST /rooms": true },
    ...options,
    tools,
  });
  return { client, sent, waits, timeOut: () => timers.forEach((act) => act()), timers: () => timers.size };
}

/** Returns an answer with a JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const text = body === undefined ? null : JSON.stringify(body);
  return new Response(text, { status, headers: { "Content-Type": "application/json", ...headers } });
}

/** Returns an error of the API. */
export function failure(status: number, headers: Readonly<Record<string, string>> = {}, code?: string): Response {
  return json(status, { error: `sentence of ${status}`, code, requestId: "request-1" }, headers);
}
