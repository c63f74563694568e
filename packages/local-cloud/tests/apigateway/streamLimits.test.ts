import { PassThrough } from "node:stream";
import { expect } from "chai";
import { limitStream } from "../../src/apigateway/stages/streamLimits";
import { MovedClock } from "../../src/testing/movedClock";

const minute = 60_000;

/** Reads a stream that a test writes, with a clock that the test moves. */
function startStream({ isEdge = false, spentMillis = 0 } = {}) {
  const clock = new MovedClock(1_000_000);
  const source = new PassThrough();
  const broken: string[] = [];
  const answer = limitStream(
    { status: 200, headers: [], body: Buffer.alloc(0), rest: source },
    { clock, since: clock.now() - spentMillis, isEdge, onBroken: (reason) => broken.push(reason) },
  );
  let text = "";
  let arrived: () => void = () => undefined;
  const ended = (async () => {
    for await (const chunk of answer.rest) {
      text += chunk.toString();
      arrived();
    }
    return "complete";
  })().catch((error: Error) => error.message);
  return {
    clock,
    broken,
    source,
    ended,
    text: () => text,
    /** Writes a chunk and waits until the client has read it. */
    write: async (chunk: string) => {
      const read = new Promise<void>((resolve) => (arrived = resolve));
      source.write(chunk);
      await read;
    },
  };
}

// API Gateway Developer Guide, "Stream the integration response for your proxy integrations in API Gateway".
describe("a stream", () => {
  for (const [isEdge, millis] of [
    [false, 5 * minute],
    [true, 30_000],
  ] as const) {
    const endpoint = isEdge ? "an edge-optimized" : "a regional or private";
    it(`of ${endpoint} endpoint breaks after ${millis / 1000} idle seconds, and ends its source`, async () => {
      const { clock, broken, source, ended, text, write } = startStream({ isEdge });
      await write("a");
      await clock.advance(millis - 1);
      await write("b");
      await clock.advance(millis - 1);
      expect([text(), broken, source.destroyed]).to.deep.equal(["ab", [], false]);
      await clock.advance(1);
      const reason = `the stream was idle for ${millis / 1000} seconds`;
      expect([await ended, broken, source.destroyed]).to.deep.equal([reason, [reason], true]);
    });
  }

  it("breaks 15 minutes after its request, although it is never idle", async () => {
    const { clock, broken, ended, text, write } = startStream({ spentMillis: minute });
    for (let minutes = 1; minutes < 14; minutes++) {
      await write(".");
      await clock.advance(minute);
    }
    await write("!");
    await clock.advance(minute - 1);
    expect([text(), broken]).to.deep.equal([".............!", []]);
    await clock.advance(1);
    expect([await ended, broken]).to.deep.equal([
      "the stream takes longer than 15 minutes",
      ["the stream takes longer than 15 minutes"],
    ]);
  });

  it("is complete if it ends within the limits", async () => {
    const { clock, broken, source, ended, text, write } = startStream();
    await write("a");
    await clock.advance(4 * minute);
    source.end("b");
    expect([await ended, text(), broken]).to.deep.equal(["complete", "ab", []]);
    await clock.advance(60 * minute);
    expect(broken).to.deep.equal([]);
  });
});
