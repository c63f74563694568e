import { expect } from "chai";
import type { FunctionUrl } from "../../src/functionurls/declared";
import { createUrlEvent } from "../../src/functionurls/urlEvent";

const url: FunctionUrl = {
  id: "abc",
  name: "url",
  functionName: "fn",
  functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:fn",
  qualifier: undefined,
  url: "http://127.0.0.1:3100/",
  authType: "NONE",
  invokeMode: "BUFFERED",
  cors: undefined,
};
const request = {
  method: "POST",
  target: "/a%2Fb/%E2%98%83?dup=one&dup=two%2Cthree&plus=a+b&bare#end",
  headers: [
    ["Host", "127.0.0.1:3100"],
    ["User-Agent", "agent"],
    ["Content-Type", "application/json; charset=utf-8"],
    ["Cookie", "a=1; b=two"],
    ["Cookie", "c=3"],
    ["X-Two", "1"],
    ["x-two", "2"],
    ["Connection", "keep-alive"],
    ["Authorization", "Bearer mine"],
  ] as const,
  body: Buffer.from('{"a":1}'),
  sourceIp: "127.0.0.1",
};
const parts = { requestId: "id", traceId: "Root=1-a", startedAt: Date.UTC(2026, 6, 10, 19, 19, 4), caller: undefined };

describe("the event of a function URL", () => {
  it("has the payload format 2.0", () => {
    expect(createUrlEvent(url, request, parts)).to.deep.equal({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/a%2Fb/%E2%98%83",
      rawQueryString: "dup=one&dup=two%2Cthree&plus=a+b&bare",
      cookies: ["a=1", "b=two", "c=3"],
      headers: {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
        host: "127.0.0.1:3100",
        "user-agent": "agent",
        "content-type": "application/json; charset=utf-8",
        cookie: "a=1; b=two; c=3",
        "x-two": "1,2",
        authorization: "Bearer mine",
        "x-amzn-trace-id": "Root=1-a",
      },
      queryStringParameters: { dup: "one,two,three", plus: "a b", bare: "" },
      requestContext: {
        accountId: "anonymous",
        apiId: "abc",
        domainName: "127.0.0.1:3100",
        domainPrefix: "abc",
        http: { method: "POST", path: "/a/b/☃", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "agent" },
        requestId: "id",
        routeKey: "$default",
        stage: "$default",
        time: "10/Jul/2026:19:19:04 +0000",
        timeEpoch: 1_783_711_144_000,
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it("omits what a bare request does not have", () => {
    const bare = { ...request, method: "GET", target: "/", headers: [], body: Buffer.alloc(0) };
    const event = createUrlEvent(url, bare, parts);
    expect(event).to.have.all.keys(
      ...["version", "routeKey", "rawPath", "rawQueryString", "headers", "requestContext", "isBase64Encoded"],
    );
    expect(event["requestContext"]).to.deep.include({ domainName: "" });
  });

  it("contains the caller of a signed request, without the signature", () => {
    const caller = { accessKey: "ASIA", userArn: "arn:aws:sts::123456789012:assumed-role/r/s", userId: "AROA:s" };
    const event = createUrlEvent(url, request, { ...parts, caller });
    expect(event["headers"]).not.to.have.property("authorization");
    expect(event["requestContext"]).to.deep.include({
      accountId: "123456789012",
      authorizer: {
        iam: {
          accessKey: "ASIA",
          accountId: "123456789012",
          callerId: "AROA:s",
          cognitoIdentity: null,
          userArn: "arn:aws:sts::123456789012:assumed-role/r/s",
          userId: "AROA:s",
        },
      },
    });
  });

  const types: [type: string | undefined, isText: boolean][] = [
    ["text/plain", true],
    ["TEXT/HTML", true],
    ["application/json", true],
    ["application/problem+json", true],
    ["application/xml", true],
    ["application/atom+xml", true],
    ["application/javascript", true],
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", false],
    ["image/png", false],
    ["multipart/form-data; boundary=x", false],
    [undefined, false],
  ];
  for (const [type, isText] of types) {
    it(`${isText ? "does not encode" : "encodes"} a body of the type ${type ?? "(none)"}`, () => {
      const headers = type === undefined ? [] : ([["Content-Type", type]] as const);
      const { body, isBase64Encoded } = createUrlEvent(url, { ...request, headers }, parts);
      expect([body, isBase64Encoded]).to.deep.equal(isText ? ['{"a":1}', false] : ["eyJhIjoxfQ==", true]);
    });
  }

  it("keeps a path that is no valid encoding", () => {
    const event = createUrlEvent(url, { ...request, target: "/%zz" }, parts) as { requestContext: { http: object } };
    expect(event.requestContext.http).to.deep.include({ path: "/%zz" });
  });
});
