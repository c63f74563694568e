import { expect } from "chai";
import { edgeEvent } from "../../src/cloudfront/edgeEvent";
import { readRequestResult, readResponseResult } from "../../src/cloudfront/edgeResult";
import { EdgeError } from "../../src/cloudfront/errorPage";
import type { Distribution, EventType, Origin, ViewerRequest } from "../../src/cloudfront/model";

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
  [
    "viewer-request",
    { ...sent, querystring: "a=1#b" },
    wrong("viewer-request", "querystring contains the fragment identifier #"),
  ],
  ["viewer-request", { ...sent, body: "text" }, wrong("viewer-request", "body is not an object")],
  [
    "viewer-request",
    { ...sent, body: { action: "append", data: "" } },
    wrong("viewer-request", 'body.action is "append", and must be read-only or replace'),
  ],
  [
    "viewer-request",
    { ...sent, headers: { ...sent.headers, "cloudfront-viewer-country": [{ value: "DE" }] } },
    "the viewer-request function adds the header cloudfront-viewer-country, which CloudFront adds after the event",
  ],
  [
    "viewer-request",
    { status: 200, statusDescription: "O\nK" },
    wrong("viewer-request", 'statusDescription is "O\\nK", and must be a line of text'),
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
    wrong("viewer-request", "the value of the header x-a contains a character that headers cannot contain"),
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

const declaredOrigin: Origin = {
  ...{ id: "api", domainName: "api.example.com", path: "", customHeaders: [["X-Own", "1"]] },
  ...{ httpPort: 80, httpsPort: 443, protocolPolicy: "https-only", readTimeout: 30, keepaliveTimeout: 5 },
  ...{ sslProtocols: ["TLSv1.2"], isBucket: false, signsAs: undefined },
};
const own = { "x-own": [{ key: "X-Own", value: "1" }] };

/** Origins that a function of the origin request returns, and what the log says of them. */
const wrongOrigins: readonly (readonly [origin: unknown, reason: string])[] = [
  ["api", "origin is not an object"],
  [{}, "origin must contain one of custom and s3"],
  [{ custom: {}, s3: {} }, "origin must contain one of custom and s3"],
  ...[undefined, "", 1, "http://a.example.com", "a.example.com/x", "a.example.com:8443", "192.0.2.1", "a b", "-a"].map(
    (domainName): [unknown, string] => [
      { custom: { domainName } },
      `the origin's domainName is ${JSON.stringify(domainName) ?? "absent"}, and must be the name of a host with at most 253 characters`,
    ],
  ),
  [
    { s3: { domainName: "Files.s3.amazonaws.com" } },
    "the origin's domainName is \"Files.s3.amazonaws.com\", and must be the name of a bucket's host in lower case with at most 128 characters",
  ],
  ...["a", "/a/", "/a b", `/${"a".repeat(255)}`].map((path): [unknown, string] => [
    { custom: { domainName: "a.example.com", path } },
    `the origin's path is "${path}", and must begin with / and not end with it, with at most 255 characters`,
  ]),
  ...([0, 81, 1_023, 65_536, 443.5, "443"] as const).map((port): [unknown, string] => [
    { custom: { domainName: "a.example.com", port } },
    `the origin's port is ${JSON.stringify(port)}, and must be 80, 443, or from 1024 to 65535`,
  ]),
  [
    { custom: { domainName: "a.example.com", protocol: "HTTPS" } },
    'the origin\'s protocol is "HTTPS", and must be http or https',
  ],
  ...(["readTimeout", "keepaliveTimeout"] as const).flatMap((field) =>
    [0, 121, 1.5, "5", null].map((value): [unknown, string] => [
      { custom: { domainName: "a.example.com", [field]: value } },
      `the origin's ${field} is ${JSON.stringify(value)}, and must be from 1 to 120 seconds`,
    ]),
  ),
  [
    { custom: { domainName: "a.example.com", sslProtocols: ["TLSv1.3"] } },
    'the origin\'s sslProtocols is ["TLSv1.3"], and must be a list of TLSv1.2, TLSv1.1, TLSv1, SSLv3',
  ],
  [
    { s3: { domainName: "files.s3.amazonaws.com", authMethod: "oac" } },
    'the origin\'s authMethod is "oac", and must be origin-access-identity or none',
  ],
  ...["Cookie", "X-Amz-Date"].map((name): [unknown, string] => [
    { custom: { domainName: "a.example.com", customHeaders: { [name]: [{ key: name, value: "1" }] } } },
    `the origin's customHeaders contain ${name}, which CloudFront does not let origins have`,
  ]),
  [
    { custom: { domainName: "a.example.com", customHeaders: { "x-one": [{ value: "1" }] } } },
    "the origin's customHeaders contain x-one, which the request's headers contain too",
  ],
];

describe("the origin in a function's result", () => {
  const headers = { ...sent.headers, "x-one": [{ key: "X-One", value: "1" }] };
  const read = (origin: unknown) =>
    readRequestResult({ ...sent, headers, origin }, "origin-request", { ...before, origin: declaredOrigin });

  for (const [origin, reason] of wrongOrigins) {
    it(`is 502: ${reason.slice(0, 110)}`, () => {
      expect(refusal(() => read(origin))).to.deep.equal([
        502,
        "LambdaValidationError",
        wrong("origin-request", reason),
      ]);
    });
  }

  for (const [given, expected] of [
    [undefined, {}],
    [
      { custom: { domainName: "b.example.com", path: "/v2", port: 8_443, protocol: "http", readTimeout: 9 } },
      {
        ...{ domainName: "b.example.com", path: "/v2", httpPort: 8_443, httpsPort: 8_443 },
        ...{ protocolPolicy: "http-only", readTimeout: 9, customHeaders: [] },
      },
    ],
    [
      { custom: { domainName: "127.0.0.1:8080", customHeaders: own, keepaliveTimeout: 7, sslProtocols: ["TLSv1.1"] } },
      { domainName: "127.0.0.1:8080", keepaliveTimeout: 7, sslProtocols: ["TLSv1.1"] },
    ],
    [
      { s3: { domainName: "files.s3.amazonaws.com", path: "", authMethod: "none", region: "eu-west-1" } },
      { domainName: "files.s3.amazonaws.com", isBucket: true, customHeaders: [] },
    ],
  ] as const) {
    it(`replaces the declared one: ${JSON.stringify(given ?? "absent").slice(0, 90)}`, () => {
      const result = read(given);
      expect(result.response).to.equal(undefined);
      if (result.response === undefined) expect(result.origin).to.deep.equal({ ...declaredOrigin, ...expected });
    });
  }

  it("is as declared in the event", () => {
    const { Records } = edgeEvent({
      ...{ distribution, type: "origin-request" as const, requestId: "id", request, includesBody: false, region: "x" },
      origin: { ...declaredOrigin, keepaliveTimeout: 9, sslProtocols: ["TLSv1.1"] },
    }) as { Records: [{ cf: { request: { origin: { custom: object } } } }] };
    expect(Records[0].cf.request.origin.custom).to.deep.equal({
      ...{ customHeaders: own, domainName: "api.example.com", keepaliveTimeout: 9, path: "", port: 443 },
      ...{ protocol: "https", readTimeout: 30, sslProtocols: ["TLSv1.1"] },
    });
  });
});

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

  it("reaches the origin in UTF-8, percent-encoded", () => {
    const result = readRequestResult(
      { ...sent, uri: "/caf\u00e9", querystring: "q=\u4e2d\ud83d\ude00" },
      "viewer-request",
      before,
    );
    if (result.response !== undefined) throw new Error("a request continues");
    expect([result.request.uri, result.request.query]).to.deep.equal(["/caf%C3%A9", "q=%E4%B8%AD%F0%9F%98%80"]);
  });

  it("keeps the length of a body that it does not replace", () => {
    const headers = { via: [{ key: "Via", value: "1.1 x" }], "content-length": [{ value: "1" }] };
    const sized = { ...answer, headers: [...answer.headers, ["Content-Length", "4"] as const] };
    const lengths = [{}, { body: "neu" }].map((more) =>
      readResponseResult({ status: 200, headers, ...more }, "origin-response", sized).headers.filter(
        ([name]) => name.toLowerCase() === "content-length",
      ),
    );
    expect(lengths).to.deep.equal([[["Content-Length", "4"]], []]);
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
