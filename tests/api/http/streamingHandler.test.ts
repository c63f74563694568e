import { Writable } from "node:stream";
import { expect } from "chai";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Answer } from "../../../api/http/answers";
import { isTextType } from "../../../api/http/mediaTypes";
import { serverSentEvent } from "../../../api/http/serverSentEvents";
import { streamingHandler } from "../../../api/http/streamingHandler";

type Streaming = (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>;

const declaration = JSON.stringify({
  route: "follow",
  tables: {},
  exposedHeaders: [],
  contentTypes: { 200: "text/plain" },
  errors: {},
  params: {},
  query: {},
  headers: {},
});

/** A stream that takes a chunk each time that the test drains it. */
class Slow extends Writable {
  readonly taken: string[] = [];
  private release: () => void = () => undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (chunk.length === 0) return done();
    this.taken.push(chunk.toString());
    this.release = done;
    this.emit("taken");
  }

  drain(): void {
    this.release();
  }

  next(): Promise<void> {
    return new Promise((resolve) => this.once("taken", () => resolve()));
  }
}

describe("the handler of streamed answers", () => {
  const globals = globalThis as { awslambda?: unknown };
  before(() => {
    process.env["POWERTOOLS_LOG_LEVEL"] = "SILENT";
    globals.awslambda = {
      streamifyResponse: (handler: Streaming) => handler,
      HttpResponseStream: { from: (stream: Writable) => stream },
    };
  });
  after(() => {
    delete globals.awslambda;
    delete process.env["POWERTOOLS_LOG_LEVEL"];
  });

  const call = (stream: Writable, answer: () => Answer) => {
    const handler = streamingHandler(declaration, () => () => Promise.resolve(answer())) as unknown as Streaming;
    return handler({ headers: {}, requestContext: { requestId: "id", stage: "v1" } } as never, stream);
  };

  /** Counts the chunks that it produces, and whether it was ended. */
  const counted = (state: { produced: number; ended: boolean }) =>
    async function* chunks() {
      try {
        for (;;) {
          await Promise.resolve();
          state.produced += 1;
          yield String(state.produced);
        }
      } finally {
        state.ended = true;
      }
    };

  it("produces no chunk before the client has taken the one before", async () => {
    const state = { produced: 0, ended: false };
    const stream = new Slow();
    const first = stream.next();
    const done = call(stream, () => ({ statusCode: 200, body: counted(state)() }));
    await first;
    await new Promise(setImmediate);
    expect([stream.taken, state.produced]).to.deep.equal([["1"], 1]);
    const second = stream.next();
    stream.drain();
    await second;
    expect([stream.taken, state.produced]).to.deep.equal([["1", "2"], 2]);
    stream.destroy();
    await done;
  });

  it("ends the iterator when the stream is closed, and its finally block runs", async () => {
    const state = { produced: 0, ended: false };
    const stream = new Slow();
    const first = stream.next();
    const done = call(stream, () => ({ statusCode: 200, body: counted(state)() }));
    await first;
    stream.destroy();
    await done;
    expect(state).to.deep.equal({ produced: 1, ended: true });
  });

  it("rejects, and ends the iterator, if the stream fails", async () => {
    const state = { produced: 0, ended: false };
    const stream = new Slow();
    stream.on("error", () => undefined);
    const first = stream.next();
    const done = call(stream, () => ({ statusCode: 200, body: counted(state)() })).catch(String);
    await first;
    stream.destroy(new Error("reset"));
    expect(await done).to.equal("Error: reset");
    expect(state).to.deep.equal({ produced: 1, ended: true });
  });

  it("does not take a JSON body for a stream", async () => {
    const stream = new Slow();
    const taken = stream.next();
    const done = call(stream, () => ({
      statusCode: 201,
      headers: { "Content-Type": "application/json" },
      body: { chunks: [1], next: 2 },
    }));
    await taken;
    stream.drain();
    await done;
    expect(stream.taken).to.deep.equal(['{"chunks":[1],"next":2}']);
  });
});

describe("media types", () => {
  for (const [type, isText] of [
    ["text/csv; charset=utf-8", true],
    ["TEXT/HTML", true],
    ["application/json", true],
    ["application/problem+json", true],
    ["image/svg+xml", true],
    ["application/x-ndjson", true],
    ["application/pdf", false],
    ["image/png", false],
    ["application/octet-stream", false],
    ["application/zip", false],
    ["font/woff2", false],
    ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false],
  ] as const) {
    it(`${type} is ${isText ? "text" : "binary"}`, () => expect(isTextType(type)).to.equal(isText));
  }
});

describe("server-sent events", () => {
  it("are written with type, id and JSON data on one line", () => {
    expect(serverSentEvent({ event: "tick", id: "7", data: { text: "a\nb" } })).to.equal(
      'event: tick\nid: 7\ndata: {"text":"a\\nb"}\n\n',
    );
    expect(serverSentEvent({ data: undefined })).to.equal("data: null\n\n");
  });

  for (const text of ["a\nb", "a\rb", "a\0b"]) {
    it(`reject ${JSON.stringify(text)} as a type or id`, () => {
      expect(() => serverSentEvent({ event: text, data: 1 })).to.throw("the event of an event contains a line break");
      expect(() => serverSentEvent({ id: text, data: 1 })).to.throw("the id of an event contains a line break");
    });
  }
});
