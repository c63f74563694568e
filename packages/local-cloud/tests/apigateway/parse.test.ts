import { expect } from "chai";
import type { Exchange, GatewayAnswer } from "../../src/apigateway/exchange/exchange";
import { parseRequest } from "../../src/apigateway/stages/parse";
import { apiOf, exchangeOf, requestOf, stageOf } from "../support/exchange";

const stages = new Map([["v1", stageOf()]]);
const parse = (request: Parameters<typeof requestOf>[0]) =>
  parseRequest({ api: apiOf(), stages }, requestOf(request), exchangeOf().location);
const exchange = (request: Parameters<typeof requestOf>[0]) => parse(request) as Exchange;
const refusal = (request: Parameters<typeof requestOf>[0]) => {
  const { status, headers, body } = parse(request) as GatewayAnswer;
  return [status, Object.fromEntries(headers)["x-amzn-ErrorType"], body.toString()];
};

describe("parse", () => {
  it("takes the first segment for the stage, and leaves the rest as it came", () => {
    const { stage, path, query } = exchange({ target: "/v1//a%2Fb/?q=%20#fragment" });
    expect([stage.name, path, query]).to.deep.equal(["v1", "//a%2Fb/", "q=%20"]);
    expect(exchange({ target: "/v1" }).path).to.equal("/");
  });

  it("answers 403 to an unknown stage, out of reach of gateway responses", () => {
    expect(refusal({ target: "/v2/things" })).to.deep.equal([403, "ForbiddenException", '{"message":"Forbidden"}']);
  });

  it("answers 413 to a body over 10 MB and 431 to header values over 10,240 bytes, in plain text", () => {
    expect(exchange({ body: Buffer.alloc(10_485_760) }).path).to.equal("/things");
    expect(refusal({ body: Buffer.alloc(10_485_761) })).to.deep.equal([
      413,
      undefined,
      "HTTP content length exceeded 10485760 bytes.",
    ]);
    expect(exchange({ headers: [["X-A", "a".repeat(10_240)]] }).path).to.equal("/things");
    expect(refusal({ headers: [["X-A", "a".repeat(10_241)]] })).to.deep.equal([
      431,
      undefined,
      "HTTP header is larger than 10240 bytes.",
    ]);
  });

  for (const [override, method] of [
    [["put"], "PUT"],
    [["PATCH", "delete"], "DELETE"],
    [["x-own"], "X-OWN"],
    [["GET; reboot"], "POST"],
    [["PUT\r\nX: y"], "POST"],
    [["'"], "'"],
    [["("], "POST"],
    [[""], "POST"],
    [["ＰＵＴ"], "POST"],
  ] as const) {
    it(`takes the method of X-HTTP-Method-Override ${JSON.stringify(override)} for ${method}`, () => {
      const headers = override.map((value) => ["X-HTTP-Method-Override", value] as const);
      expect(exchange({ method: "POST", headers }).request.method).to.equal(method);
    });
  }

  it("accepts a UUID as request id, and generates one otherwise", () => {
    const id = "12345678-1234-1234-1234-123456789abc";
    expect(exchange({ headers: [["x-amzn-RequestId", id]] }).requestId).to.equal(id);
    expect(exchange({ headers: [["x-amzn-RequestId", "mine"]] }).requestId).to.match(/^[0-9a-f-]{36}$/);
  });

  it("keeps a trace that has a root, and adds one to a trace that has none", () => {
    const traceId = (sent: string) => exchange({ headers: [["X-Amzn-Trace-Id", sent]] }).traceId;
    expect(traceId("Root=1-a-b;Sampled=1")).to.equal("Root=1-a-b;Sampled=1");
    expect(traceId("Self=x")).to.match(/^Self=x;Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });
});
