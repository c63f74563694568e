import { Readable } from "node:stream";
import { resource } from "../../../api/route/resource";
import { serverSentEvent } from "../../../api/http/serverSentEvents";

const gate = { description: "A URL", schema: { type: "string" }, required: true } as const;

/** Answers in each form. `gate` is a URL, whose answer the callback awaits before it continues. */
export const files = resource({}, (route) => [
  route({
    name: "readPicture",
    method: "GET",
    path: "/picture",
    access: {},
    summary: "Reads a picture",
    query: { missing: { description: "True for none", schema: { type: "boolean", default: false } } },
    errors: { noPicture: { status: 404, message: "There is no picture" } },
    responses: { 200: { description: "The picture", contentType: "image/png", headers: { ETag: "Its digest" } } },
    callbackFactory:
      ({ fail }) =>
      // eslint-disable-next-line @typescript-eslint/require-await -- an error must reject
      async ({ query }) => {
        if (query.missing) throw fail("noPicture");
        const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
        return { statusCode: 200, headers: { ETag: '"1"' }, body: bytes };
      },
  }),
  route({
    name: "followTicks",
    method: "GET",
    path: "/ticks",
    access: {},
    summary: "Follows the ticks",
    query: { gate },
    errors: { noTicks: { status: 409, message: "There are no ticks" } },
    responses: { 200: { description: "Events", contentType: "text/event-stream", streamed: true } },
    callbackFactory:
      ({ fail }) =>
      ({ query }) => {
        async function* ticks() {
          if (query.gate === "none") throw fail("noTicks");
          if (query.gate === "fault") throw new Error("before the first event");
          yield serverSentEvent({ event: "tick", id: "1", data: { tick: 1 } });
          if (query.gate === "late") throw new Error("after the first event");
          await fetch(query.gate);
          yield serverSentEvent({ event: "tick", id: "2", data: { tick: 2 } });
        }
        return Promise.resolve({ statusCode: 200 as const, body: ticks() });
      },
  }),
  route({
    name: "exportTicks",
    method: "GET",
    path: "/ticks.csv",
    access: {},
    summary: "Exports the ticks",
    query: { gate },
    responses: {
      200: { description: "Lines", contentType: "text/csv; charset=utf-8", streamed: true },
      204: { description: "There are none", headers: { "X-Count": "Number of ticks" } },
    },
    callbackFactory:
      () =>
      ({ query }) => {
        if (query.gate === "none") return Promise.resolve({ statusCode: 204 as const, headers: { "X-Count": "0" } });
        return Promise.resolve({ statusCode: 200 as const, body: Readable.from(["tick\n", "1\n", "ä\n"]) });
      },
  }),
  route({
    name: "touchTicks",
    method: "POST",
    path: "/ticks",
    access: {},
    summary: "Touches the ticks",
    responses: { 204: { description: "Done", headers: { "X-Count": "Number of ticks" } } },
    callbackFactory: () => () => Promise.resolve({ statusCode: 204 as const, headers: { "X-Count": "2" } }),
  }),
  route({
    name: "readReport",
    method: "GET",
    path: "/report",
    access: {},
    summary: "Reads the report of the administrators",
    scopes: ["admin"],
    withoutKey: "administrators sign in and have no key",
    responses: { 200: { description: "The caller's subject" } },
    callbackFactory:
      () =>
      ({ caller }) =>
        Promise.resolve({
          statusCode: 200 as const,
          body: { apiKeyId: caller.apiKeyId, scopes: caller.token?.scopes },
        }),
  }),
]);
