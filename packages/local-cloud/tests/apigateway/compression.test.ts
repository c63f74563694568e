import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { compressAnswer, decompressBody } from "../../src/apigateway/stages/compression";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";
import { apiOf, exchangeOf, requestOf } from "../support/exchange";

describe("a request with a content coding", () => {
  const decompressed = async (coding: string, body: Buffer) => {
    const exchange = exchangeOf({ request: requestOf({ headers: [["content-encoding", coding]], body }) });
    try {
      await decompressBody(exchange);
      return exchange.request.body.toString();
    } catch (error) {
      const { responseType, status } = error as GatewayError;
      return `${status} ${responseType}`;
    }
  };
  const cases: readonly [coding: string, body: Buffer, result: string][] = [
    ["gzip", gzipSync("hello"), "hello"],
    ["GZIP", gzipSync("hello"), "hello"],
    ["deflate", deflateSync("hello"), "hello"],
    ["identity", Buffer.from("hello"), "hello"],
    ["deflate, gzip", gzipSync(deflateSync("hello")), "415 UNSUPPORTED_MEDIA_TYPE"],
    ["gzip", Buffer.alloc(0), ""],
    ["br", Buffer.from("zzz"), "415 UNSUPPORTED_MEDIA_TYPE"],
    ["gzip, br", gzipSync("hello"), "415 UNSUPPORTED_MEDIA_TYPE"],
    ["constructor", Buffer.from("hello"), "415 UNSUPPORTED_MEDIA_TYPE"],
    ["gzip", Buffer.from("hello"), "415 UNSUPPORTED_MEDIA_TYPE"],
    ["gzip", gzipSync("hello").subarray(0, 12), "415 UNSUPPORTED_MEDIA_TYPE"],
    ["gzip", gzipSync(Buffer.alloc(10_485_761)), "413 REQUEST_TOO_LARGE"],
  ];
  for (const [index, [coding, body, result]] of cases.entries()) {
    it(`is decompressed or refused, ${index + 1}: ${coding}, ${body.length} bytes: ${result}`, async () => {
      expect(await decompressed(coding, body)).to.equal(result);
    });
  }
});

describe("an answer of an API that compresses from 5 bytes on", () => {
  const compressed = (
    accepted: string | undefined,
    body = "hello",
    headers: readonly (readonly [string, string])[] = [],
  ) =>
    compressAnswer(
      exchangeOf({
        api: apiOf({ minimumCompressionSize: 5 }),
        request: requestOf({ headers: accepted === undefined ? [] : [["Accept-Encoding", accepted]] }),
      }),
      { status: 200, headers, body: Buffer.from(body) },
    );
  const cases: readonly [accepted: string | undefined, coding: string | undefined][] = [
    ["gzip", "gzip"],
    ["deflate", "deflate"],
    ["gzip, deflate, br", "gzip"],
    ["deflate, gzip", "deflate"],
    ["deflate;q=0.5, gzip;q=0.8", "gzip"],
    ["br, GZip", "gzip"],
    ["gzip;q=0", undefined],
    ["identity, gzip;q=0.5", undefined],
    ["br", undefined],
    ["*", undefined],
    [undefined, undefined],
  ];
  for (const [accepted, coding] of cases) {
    it(`has the coding that the client prefers by name: ${accepted} → ${coding}`, async () => {
      const { headers, body } = await compressed(accepted);
      expect(headers).to.deep.equal(coding === undefined ? [] : [["Content-Encoding", coding]]);
      const text = coding === "gzip" ? gunzipSync(body) : coding === "deflate" ? inflateSync(body) : body;
      expect(text.toString()).to.equal("hello");
    });
  }

  it("is unchanged below the size, and with an existing Content-Encoding", async () => {
    expect((await compressed("gzip", "four")).headers).to.deep.equal([]);
    const coded = [["content-encoding", "br"]] as const;
    expect((await compressed("gzip", "hello", coded)).headers).to.deep.equal(coded);
  });
});

describe("an API with a compressed request", () => {
  let run: TestCloud;
  before(async () => {
    const handler = `exports.handler = async ({ body, headers, isBase64Encoded }) =>
      ({ statusCode: 200, body: JSON.stringify([body, headers["Content-Encoding"], isBase64Encoded]) });`;
    run = await startProgram(smallApi({ handler }));
  });
  after(() => run.stop());

  it("hands the function the content and the header, without minimumCompressionSize too", async () => {
    const answer = await fetch(`${run.apiUrl}/x`, {
      method: "POST",
      headers: { "Content-Encoding": "gzip", "Accept-Encoding": "gzip" },
      body: gzipSync("hello"),
    });
    expect([answer.headers.get("content-encoding"), await answer.json()]).to.deep.equal([
      null,
      ["hello", "gzip", false],
    ]);
  });

  it("refuses a coding that it does not know with its gateway response", async () => {
    const answer = await fetch(`${run.apiUrl}/x`, {
      method: "POST",
      headers: { "Content-Encoding": "br" },
      body: "zzz",
    });
    expect([answer.status, await answer.json()]).to.deep.equal([415, { message: "Unsupported Media Type" }]);
  });
});
