import { expect } from "chai";
import { edgeCallbacks } from "../../api/edge/callbacks";
import type { RequestEvent, ResponseEvent } from "../../api/edge/events";
import { keyHeaders } from "../../api/edge/cacheKey";

const request = { callbackFactory: () => (event: RequestEvent) => event.request };
const response = { callbackFactory: () => (event: ResponseEvent) => event.response };

/** Returns the sentence that rejects callbacks; undefined if they are accepted. */
function refusal(callbacks: object): string | undefined {
  try {
    edgeCallbacks(callbacks);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Returns a callback with the given text. */
const changing = (source: string) => ({
  callbackFactory: Object.assign(() => () => undefined, { toString: () => source }),
});
const headerNotAllowed = (name: string, event = "viewerResponse") =>
  `the edge callback ${event} sets the header ${name}: CloudFront does not allow functions to add it, and would answer 502`;
const readOnly = (name: string, event: string) =>
  `the edge callback ${event} changes the header ${name}: it is read-only at this event, and CloudFront would answer 502`;

/** Callbacks, and the sentence that rejects them. */
const rejected: readonly (readonly [callbacks: object, sentence: string])[] = [
  [
    { viewerAnswer: response },
    "the edge callback viewerAnswer has no event: the events are viewerRequest, originRequest, originResponse, viewerResponse",
  ],
  [
    { constructor: response },
    "the edge callback constructor has no event: the events are viewerRequest, originRequest, originResponse, viewerResponse",
  ],
  [
    { viewerRequest: { ...request, memorySize: 256 } },
    "the edge callback viewerRequest has the memorySize 256: at this event it must be 128 megabytes",
  ],
  [
    { originRequest: { ...request, memorySize: 10_241 } },
    "the edge callback originRequest has the memorySize 10241: at this event it must be an integer from 128 to 10240 megabytes",
  ],
  [
    { viewerResponse: { ...response, timeout: 6 } },
    "the edge callback viewerResponse has the timeout 6: at this event it must be an integer from 1 to 5 seconds",
  ],
  [
    { originResponse: { ...response, timeout: 31 } },
    "the edge callback originResponse has the timeout 31: at this event it must be an integer from 1 to 30 seconds",
  ],
  [
    { viewerResponse: { ...response, includeBody: true } },
    "the edge callback viewerResponse has includeBody: only the callbacks viewerRequest and originRequest can receive the request's body",
  ],
  [
    { viewerRequest: { ...request, values: [] } },
    "the edge callback viewerRequest has values: Lambda@Edge has no environment variables, so a callback has only callbackFactory, includeBody, memorySize, timeout",
  ],
  [{ viewerRequest: {} }, "the edge callback viewerRequest has no callbackFactory: it returns the callback"],
  [
    { viewerRequest: changing("() => process.env.TABLE") },
    "the edge callback viewerRequest reads the environment variable TABLE: Lambda@Edge has no environment variables",
  ],
  [
    { viewerRequest: changing("() => process.env['TABLE']") },
    "the edge callback viewerRequest reads the environment variable TABLE: Lambda@Edge has no environment variables",
  ],
  [{ viewerResponse: changing("(e) => { e.response.headers['x-cache'] = []; }") }, headerNotAllowed("x-cache")],
  [{ viewerResponse: changing("(e) => { e.response.headers.connection = []; }") }, headerNotAllowed("connection")],
  [{ viewerResponse: changing("() => [{ key: 'X-Amz-Cf-Own', value: '1' }]") }, headerNotAllowed("x-amz-cf-own")],
  [
    { viewerRequest: changing("(e) => { e.request.headers['cloudfront-viewer-country'] = []; }") },
    headerNotAllowed("cloudfront-viewer-country", "viewerRequest"),
  ],
  [{ viewerResponse: changing("(e) => { delete e.response.headers.via; }") }, readOnly("via", "viewerResponse")],
  [{ viewerRequest: changing("(e) => { e.request.headers['host'] = []; }") }, readOnly("host", "viewerRequest")],
];

describe("the callbacks at the edge", () => {
  for (const [callbacks, sentence] of rejected) {
    it(`are rejected: ${sentence.slice(0, 100)}`, () => expect(refusal(callbacks)).to.equal(sentence));
  }

  it("are accepted at their limits", () => {
    expect(
      refusal({
        viewerRequest: { ...request, memorySize: 128, timeout: 5, includeBody: true },
        originRequest: {
          ...changing("(e) => { e.request.headers.host = [{ key: 'CloudFront-Viewer-Country' }]; }"),
          memorySize: 10_240,
          timeout: 30,
        },
        originResponse: changing("() => process.env.AWS_REGION"),
        viewerResponse: changing("(e) => e.response.headers.via === undefined"),
      }),
    ).to.equal(undefined);
  });

  it("have 128 MB and 5 seconds unless they state others", () => {
    const [declared] = edgeCallbacks({ viewerRequest: request });
    expect([declared!.name, declared!.memorySize, declared!.timeout, declared!.includeBody]).to.deep.equal([
      "viewerRequest",
      128,
      5,
      false,
    ]);
  });
});

describe("the headers of the edge's cache key", () => {
  it("are those that every answer depends on, and those that GET routes declare", () => {
    const routes = [
      { method: "GET", headers: { "X-Tenant": {}, "If-None-Match": {}, accept: {} } },
      { method: "POST", headers: { "Idempotency-Key": {} } },
    ];
    expect(keyHeaders(routes)).to.deep.equal([
      "Authorization",
      "CloudFront-Viewer-Country",
      "Origin",
      "X-Tenant",
      "accept",
      "x-api-key",
    ]);
  });

  it("are rejected above ten, the limit of a cache policy", () => {
    const headers = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name) => [`x-${name}`, {}]));
    expect(() => keyHeaders([{ method: "GET", headers }])).to.throw(
      "edge: GET routes and CloudFront's key need the headers Accept, Authorization, CloudFront-Viewer-Country, Origin, x-api-key, x-a, x-b, x-c, x-d, x-e, x-f, and a cache policy has at most 10",
    );
  });
});
