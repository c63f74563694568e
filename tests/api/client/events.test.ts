import { expect } from "chai";
import type { ServerSentEvent } from "../../../client/src";
import { clientOf } from "./support";

const encoder = new TextEncoder();

/** Returns a stream of chunks, and whether its reader canceled it. */
function streamOf(chunks: readonly Uint8Array[]) {
  const left = chunks.values();
  const state = { isCanceled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const { value: chunk } = left.next();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel: () => void (state.isCanceled = true),
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
}

async function open(stream: ReadableStream<Uint8Array>, signal?: AbortSignal) {
  const response = new Response(stream, { headers: { "Content-Type": "text/event-stream" } });
  const tried = clientOf([response]);
  const { body } = await tried.client("GET /rooms/{id}", { params: { id: "a" }, signal });
  return { tried, events: body as AsyncIterable<ServerSentEvent> };
}

async function read(chunks: readonly Uint8Array[]): Promise<ServerSentEvent[]> {
  const { events } = await open(streamOf(chunks).stream);
  const all: ServerSentEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const text =
  ": a comment\n\nid: 7\nevent: room\ndata: blüe\ndata:  two\n\n" +
  'data\r\n\r\nretry: 10\rdata:{"a":1}\r\rid: 8\n\nevent: lost\n\ndata: x\nunknown: y\n\ndata: unfinished';
const expected = [
  { event: "room", data: "blüe\n two", id: "7" },
  { event: "message", data: "", id: "7" },
  { event: "message", data: '{"a":1}', id: "7" },
  { event: "message", data: "x", id: "8" },
];

describe("the events of a streamed answer", () => {
  it("are read for any division into chunks", async () => {
    const bytes = encoder.encode(text);
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      );
      expect(await read(chunks), `chunks of ${size} bytes`).to.deep.equal(expected);
    }
  });

  it("are read in linear time: a line in 20,000 chunks", async () => {
    const chunks = Array.from({ length: 20_000 }, () => encoder.encode("abcde"));
    const [event] = await read([encoder.encode("data:"), ...chunks, encoder.encode("\n\n")]);
    expect(event!.data).to.have.length(100_000);
  });

  it("arrive before the stream ends, and the timer of the call does not end it", async () => {
    const { stream } = streamOf([encoder.encode("data: 1\n\n"), encoder.encode("data: 2\n\n")]);
    const { tried, events } = await open(stream);
    expect(tried.timers()).to.equal(0);
    const iterator = events[Symbol.asyncIterator]();
    expect((await iterator.next()).value).to.deep.equal({ event: "message", data: "1", id: "" });
    await iterator.return?.();
  });

  it("end the connection when the loop ends early", async () => {
    const { stream, state } = streamOf([encoder.encode("data: 1\n\n"), encoder.encode("data: 2\n\n")]);
    const { events } = await open(stream);
    for await (const _event of events) break;
    expect(state.isCanceled).to.equal(true);
  });
});
