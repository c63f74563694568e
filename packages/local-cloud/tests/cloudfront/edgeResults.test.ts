import { expect } from "chai";
import { edgeEvent } from "../../src/cloudfront/edgeEvent";
import { readRequestResult, readResponseResult } from "../../src/cloudfront/edgeResult";
import { EdgeError } from "../../src/cloudfront/errorPage";
import type { Distribution, EventType, ViewerRequest } from "../../src/cloudfront/model";

const request: ViewerRequest = {
  method: "POST",
  uri: "/a",
  query: "b=1",
  headers: [
    ["Host", "d1.cloudfront.net"],
    ["X-One", "1"],
    ["x-one", "2"],
    ["X-Real-IP", "192.0.2.1"],
  ],
  body: Buffer.from("x".repeat(50_000)),
  clientIp: "192.0.2.9",
};
const distribution = { id: "E1", domainName: "d1.cloudfront.net" } as Distribution;
const before = { request, origin: undefined, includesBody: true };
const answer = { status: 200, headers: [["Via", "1.1 x"] as const], body: Buffer.from("body") };
const sent = { uri: "/a", headers: { host: [{ key: "Host", value: "d1.cloudfront.net" }] } };

/** Returns status, result and reason of the error; undefined if the result is accepted. */
function refusal(read: () => unknown): readonly [number, string | undefined, string | undefined] | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return [error.status, error.details.result, error.details.reason];
  }
}

const readOnly = (type: string, name: string) =>
  `the ${type} function adds, changes or removes the header ${name}, which is read-only`;
const wrong = (type: string, what: string) => `the ${type} function returns a wrong result: ${what}`;

/** Results of a request event that CloudFront answers with 502, and the reasons in the log. */
const wrongRequests: readonly (readonly [type: EventType, result: unknown, reason: string])[] = [
  ["viewer-request", null, wrong("viewer-request", "it is neither a request nor a response")],
  ["viewer-request", [], wrong("viewer-request", "it is neither a request nor a response")],
  ["viewer-request", "x", wrong("viewer-request", "it is neither a request nor a response")],
  ["viewer-request", { ...sent, uri: "a" }, wrong("viewer-request", "uri does not begin with /")],
  ["viewer-request", { ...sent, querystring: 1 }, wrong("viewer-request", "querystring is not a string")],
  [
    "viewer-request",
    { ...sent, uri: `/${"a".repeat(8_192)}` },
    wrong("viewer-request", "uri and querystring have 8192 characters or more"),
  ],
  [
    "viewer-request",
    { ...sent, uri: "/a b" },
    wrong("viewer-request", "uri or querystring contains a space or a control character"),
  ],
  ["viewer-request", { ...sent, headers: {} }, readOnly("viewer-request", "host")],
  [
    "viewer-request",
    { ...sent, headers: { ...sent.headers, connection: [{ key: "Connection", value: "close" }] } },
    "the viewer-request function adds the header Connection, which is disallowed",
  ],
  [
    "viewer-request",
    { ...sent, headers: { ...sent.headers, "x-edge-own": [{ value: "1" }] } },
    "the viewer-request function adds the header x-edge-own, which is disallowed",
  ],
  [
    "viewer-request",
    { ...sent, headers: { ...sent.headers, "x-a": [{ key: "X-B", value: "1" }] } },
    wrong("viewer-request", 'headers.x-a contains the key "X-B", and the key must be the name'),
  ],
  [
    "viewer-request",
    { ...sent, headers: { ...sent.headers, "x-a": [{ value: "1\r\nx: 2" }] } },
    wrong("viewer-request", "the value of the header x-a contains a control character"),
  ],
  [
    "viewer-request",
    { ...sent, headers: { ...sent.headers, "x-a": "1" } },
    wrong("viewer-request", "headers.x-a is not a list of { key, value }"),
  ],
  ["viewer-request", { status: 99 }, wrong("viewer-request", "status is 99, and must be from 200 to 599")],
  ["viewer-request", { status: "ok" }, wrong("viewer-request", 'status is "ok", and must be from 200 to 599')],
  ["viewer-request", { status: 200, body: {} }, wrong("viewer-request", "body is not a string")],
  [
    "viewer-request",
    { status: 200, body: "x".repeat(40_961) },
    wrong("viewer-request", "the body has 40961 bytes, and at most 40960 are allowed"),
  ],
  [
    "origin-request",
    { ...sent, headers: { ...sent.headers, via: [{ value: "1.1 me" }] } },
    readOnly("origin-request", "via"),
  ],
];

describe("the result of a function at the edge", () => {
  for (const [type, result, reason] of wrongRequests) {
    it(`is 502: ${reason.slice(0, 110)}`, () => {
      expect(refusal(() => readRequestResult(result, type, before))).to.deep.equal([
        502,
        "LambdaValidationError",
        reason,
      ]);
    });
  }

  it("is 502 if a viewer-response function changes the status or a read-only header", () => {
    const headers = { via: [{ key: "Via", value: "1.1 x" }] };
    const changed = (result: object) => refusal(() => readResponseResult(result, "viewer-response", answer))?.[2];
    expect(changed({ status: "201", headers })).to.equal(
      wrong("viewer-response", "it changes the status from 200 to 201, which only an origin-response function may"),
    );
    expect(changed({ status: "200", headers: {} })).to.equal(readOnly("viewer-response", "via"));
    expect(changed({ status: "200", headers })).to.equal(undefined);
  });

  it("changes the request, and keeps what functions do not see", () => {
    const result = readRequestResult(
      {
        ...sent,
        uri: "/new",
        querystring: "c=2",
        body: { action: "replace", encoding: "text", data: "short" },
        method: "GET",
      },
      "viewer-request",
      before,
    );
    expect(result.response).to.equal(undefined);
    if (result.response !== undefined) return;
    const { method, uri, query, headers, body } = result.request;
    expect([method, uri, query, body.toString()]).to.deep.equal(["POST", "/new", "c=2", "short"]);
    expect(headers).to.deep.equal([
      ["Host", "d1.cloudfront.net"],
      ["X-Real-IP", "192.0.2.1"],
    ]);
  });

  it("replaces status and body at the origin response", () => {
    const headers = { via: [{ key: "Via", value: "1.1 x" }] };
    const body = Buffer.from("neu").toString("base64");
    const read = readResponseResult({ status: 404, headers, body, bodyEncoding: "base64" }, "origin-response", answer);
    expect([read.status, (read.body as Buffer).toString()]).to.deep.equal([404, "neu"]);
  });
});

describe("the event of a function at the edge", () => {
  it("has the structure of Lambda@Edge, with a truncated body", () => {
    const event = edgeEvent({
      ...{ distribution, type: "viewer-request" as const, requestId: "id", request, includesBody: true, region: "x" },
    }) as { Records: [{ cf: { config: object; request: { body: { data: string }; [key: string]: unknown } } }] };
    const [{ cf }] = event.Records;
    const { body, ...others } = cf.request;
    expect(cf.config).to.deep.equal({
      distributionDomainName: "d1.cloudfront.net",
      distributionId: "E1",
      eventType: "viewer-request",
      requestId: "id",
    });
    expect(others).to.deep.equal({
      clientIp: "192.0.2.9",
      headers: {
        host: [{ key: "Host", value: "d1.cloudfront.net" }],
        "x-one": [
          { key: "X-One", value: "1" },
          { key: "x-one", value: "2" },
        ],
      },
      method: "POST",
      querystring: "b=1",
      uri: "/a",
    });
    const { data, ...rest } = body;
    expect(rest).to.deep.equal({ action: "read-only", encoding: "base64", inputTruncated: true });
    expect(Buffer.from(data, "base64")).to.have.length(40_960);
  });
});
