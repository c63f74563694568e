import { expect } from "chai";
import type { EdgeRequestFact } from "../../src/kernel/facts/edgeFacts";
import { clockAt } from "../support/clock";
import { startProgram, type TestCloud } from "../support/cloud";
import { distributionUrl, edgeProgram } from "./program";

/** Answers with what it received; the query chooses status and Cache-Control. */
const handler = `let count = 0; exports.handler = async (event) => {
  const { status = "200", control, tag, size } = event.queryStringParameters ?? {};
  count += 1;
  const headers = { "Content-Type": "text/plain", "Set-Cookie": "a=1", ...(control ? { "Cache-Control": control } : {}), ...(tag ? { ETag: tag } : {}) };
  if (tag && event.headers["If-None-Match"] === tag) return { statusCode: 304, headers };
  const body = size ? "x".repeat(Number(size)) : JSON.stringify({ count, path: event.path, headers: event.headers, query: event.queryStringParameters });
  return { statusCode: Number(status), headers, body };
};`;

const policies = `
const cached = new aws.cloudfront.CachePolicy("cached", {
  minTtl: 0, defaultTtl: 60, maxTtl: 600,
  parametersInCacheKeyAndForwardedToOrigin: {
    headersConfig: { headerBehavior: "whitelist", headers: { items: ["X-Key"] } },
    cookiesConfig: { cookieBehavior: "whitelist", cookies: { items: ["lang"] } },
    queryStringsConfig: { queryStringBehavior: "all" },
    enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true,
  },
});
const minimum = new aws.cloudfront.CachePolicy("minimum", {
  minTtl: 5, defaultTtl: 60, maxTtl: 600,
  parametersInCacheKeyAndForwardedToOrigin: {
    headersConfig: { headerBehavior: "none" }, cookiesConfig: { cookieBehavior: "none" },
    queryStringsConfig: { queryStringBehavior: "whitelist", queryStrings: { items: ["control"] } },
  },
});
const answered = new aws.cloudfront.ResponseHeadersPolicy("answered", {
  customHeadersConfig: { items: [{ header: "X-Own", value: "1", override: true }] },
  removeHeadersConfig: { items: [{ header: "x-amz-apigw-id" }] },
});
const common = { targetOriginId: "api", viewerProtocolPolicy: "https-only", cachedMethods: ["GET", "HEAD"], compress: true };`;

const distribution = `orderedCacheBehaviors: [
    { ...common, pathPattern: "/test/cached*", allowedMethods: ["GET", "HEAD"], cachePolicyId: cached.id, responseHeadersPolicyId: answered.id },
    { ...common, pathPattern: "/test/minimum", allowedMethods: ["GET", "HEAD"], cachePolicyId: minimum.id },
    { ...common, pathPattern: "/test/host", allowedMethods: ["GET", "HEAD"], cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", originRequestPolicyId: "216adef6-5c7f-47e4-b989-5492eafa07d3" },
    { ...common, pathPattern: "/test/old?", allowedMethods: ["GET", "HEAD"], minTtl: 0, defaultTtl: 0, maxTtl: 0,
      forwardedValues: { queryString: false, headers: ["X-One"], cookies: { forward: "none" } } },
  ],
  customErrorResponses: [{ errorCode: 418, responseCode: 200, responsePagePath: "/test/cached/page", errorCachingMinTtl: 0 }],
  restrictions: { geoRestriction: { restrictionType: "blacklist", locations: ["AQ"] } },`;

describe("requests to a distribution", () => {
  const clock = clockAt("2026-01-01T00:00:00Z");
  const facts: EdgeRequestFact[] = [];
  let started: TestCloud;
  let url: string;

  before(async () => {
    const origin = `customHeaders: [{ name: "X-Origin", value: "secret" }],`;
    started = await startProgram(edgeProgram({ handler, before: policies, distribution, origin }), [], {
      clock,
      readers: [(fact) => void (fact.kind === "edgeRequest" && facts.push(fact))],
    });
    url = distributionUrl(started);
  });
  after(() => started.stop());

  const ask = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
    const response = await fetch(`${url}/test${path}`, { ...init, headers, redirect: "manual" });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, cache: response.headers.get("x-cache") };
  };
  const seenBy = ({ text }: { readonly text: string }) =>
    JSON.parse(text) as { count: number; headers: Record<string, string>; query: Record<string, string> | null };

  it("are answered from the cache for the default time, with their age", async () => {
    expect((await ask("/cached/default")).cache).to.equal("Miss from cloudfront");
    clock.move(59_000);
    const hit = await ask("/cached/default");
    expect([hit.cache, hit.headers.get("age")]).to.deep.equal(["Hit from cloudfront", "59"]);
    clock.move(1_000);
    expect((await ask("/cached/default")).cache).to.equal("Miss from cloudfront");
  });

  for (const [control, seconds] of [
    ["max-age=10", 10],
    ["max-age=10, s-maxage=20", 20],
    ["public, max-age=10000", 600],
  ] as const) {
    it(`are answered from the cache for ${seconds} seconds after Cache-Control: ${control}`, async () => {
      const path = `/cached/ttl?control=${encodeURIComponent(control)}`;
      await ask(path);
      clock.move(seconds * 1_000 - 1);
      expect((await ask(path)).cache).to.equal("Hit from cloudfront");
      clock.move(1);
      expect((await ask(path)).cache).to.equal("Miss from cloudfront");
    });
  }

  for (const control of ["no-store", "no-cache", "private, max-age=60", "max-age=0"]) {
    it(`are not answered from the cache after Cache-Control: ${control}`, async () => {
      const path = `/cached/none?control=${encodeURIComponent(control)}`;
      await ask(path);
      expect((await ask(path)).cache).to.equal("Miss from cloudfront");
    });
  }

  it("are answered from the cache for the minimum time although the origin forbids it", async () => {
    await ask("/minimum?control=no-store");
    clock.move(4_999);
    expect((await ask("/minimum?control=no-store")).cache).to.equal("Hit from cloudfront");
    clock.move(1);
    expect((await ask("/minimum?control=no-store")).cache).to.equal("Miss from cloudfront");
  });

  it("share an answer only if the values of the cache key are equal", async () => {
    const results: (string | null)[] = [];
    for (const [query, headers] of [
      ["?a=1", {}],
      ["?a=1", { "X-Other": "1" }],
      ["?a=2", {}],
      ["?a=1", { "X-Key": "1" }],
      ["?a=1", { Cookie: "lang=de; session=1" }],
      ["?a=1", { Cookie: "session=2; lang=de" }],
    ] as const) {
      results.push((await ask(`/cached/key${query}`, headers)).cache!.split(" ")[0]!);
    }
    expect(results).to.deep.equal(["Miss", "Hit", "Miss", "Miss", "Miss", "Hit"]);
  });

  it("revalidate an expired answer by its entity tag", async () => {
    const path = `/cached/tag?tag=${encodeURIComponent('"v1"')}&control=max-age=1`;
    const first = await ask(path);
    clock.move(1_000);
    const refreshed = await ask(path);
    expect([refreshed.cache, refreshed.status, refreshed.text]).to.deep.equal([
      "RefreshHit from cloudfront",
      200,
      first.text,
    ]);
    const unchanged = await ask(path, { "If-None-Match": '"v1"' });
    expect([unchanged.status, unchanged.text]).to.deep.equal([304, ""]);
  });

  it("are answered from the cache for 10 seconds after an error", async () => {
    const first = await ask("/cached/missing?status=404");
    clock.move(9_999);
    expect((await ask("/cached/missing?status=404")).text).to.equal(first.text);
    clock.move(1);
    expect((await ask("/cached/missing?status=404")).text).not.to.equal(first.text);
  });

  it("reach the origin with the headers of the policies, the origin's own and CloudFront's", async () => {
    const { headers } = seenBy(await ask("/things", { "X-One": "1", Cookie: "a=1", Authorization: "Bearer x" }));
    expect([headers["X-One"], headers["Cookie"], headers["Authorization"], headers["X-Origin"]]).to.deep.equal([
      "1",
      "a=1",
      "Bearer x",
      "secret",
    ]);
    expect(headers["Via"]).to.match(/^(?:2\.0|1\.1) \w+\.cloudfront\.net \(CloudFront\)$/);
    expect(headers["X-Amz-Cf-Id"]).to.have.length(57);
  });

  it("reach the origin without what no policy selects", async () => {
    const sent = { "X-One": "1", "X-Key": "2", Cookie: "a=1; lang=de", Authorization: "Bearer x", Accept: "a/b" };
    const { headers } = seenBy(await ask("/cached/selected", sent));
    expect([headers["X-One"], headers["X-Key"], headers["Cookie"], headers["Authorization"]]).to.deep.equal([
      undefined,
      "2",
      "lang=de",
      undefined,
    ]);
    expect(headers["User-Agent"]).to.equal("Amazon CloudFront");
  });

  it("keep neither query nor cookies in a behavior that forwards none", async () => {
    const answer = await ask("/old1?a=1", { "X-One": "1", Cookie: "a=1" });
    const { headers, query } = seenBy(answer);
    expect([headers["X-One"], headers["Cookie"], query]).to.deep.equal(["1", undefined, null]);
    expect(answer.headers.get("set-cookie")).to.equal(null);
  });

  it("are refused by API Gateway if the viewer's Host reaches it", async () => {
    const { status, text } = await ask("/host");
    expect([status, text]).to.deep.equal([403, '{"message":"Forbidden"}']);
    expect(facts.at(-1)!.reason).to.match(
      /^the Host header .+ is not API Gateway's: do not forward Host to the origin$/,
    );
  });

  it("get 403 for a method that the behavior does not allow", async () => {
    const { status, text, cache } = await ask("/cached", {}, { method: "POST", body: "x" });
    expect([status, cache]).to.deep.equal([403, "Error from cloudfront"]);
    expect(text).to.include("<H1>403 ERROR</H1>");
    expect(text).to.include(
      "This distribution is not configured to allow the HTTP request method that was used for this request. The distribution supports only cachable requests.",
    );
  });

  for (const [what, path, headers] of [
    ["URL", `/things?a=${"x".repeat(8_192)}`, {}],
    ["request without its body", "/things", { "X-One": "x".repeat(16_384), "X-Two": "x".repeat(16_384) }],
  ] as const) {
    it(`get 413 for a ${what} that is too long`, async () => {
      const { status, cache } = await ask(path, headers);
      expect([status, cache]).to.deep.equal([413, "Error from cloudfront"]);
      expect(facts.at(-1)!.reason).to.match(
        new RegExp(`^the ${what} has \\d+ bytes, and CloudFront accepts ${what === "URL" ? 8192 : 32768}$`),
      );
      const shorter = [path.slice(0, 8_000), Object.fromEntries(Object.entries(headers).slice(1))] as const;
      expect((await ask(...shorter)).status).not.to.equal(413);
    });
  }

  it("get 403 from an excluded country", async () => {
    const { status, text } = await ask("/things", { "CloudFront-Viewer-Country": "AQ" });
    expect(status).to.equal(403);
    expect(text).to.include("The Amazon CloudFront distribution is configured to block access from your country.");
  });

  it("are redirected or refused if the client states HTTP", async () => {
    const http = { "CloudFront-Forwarded-Proto": "http" };
    const redirected = await ask("/things?a=1", http);
    const { host } = new URL(url);
    expect([redirected.status, redirected.headers.get("location"), redirected.cache]).to.deep.equal([
      301,
      `https://${host}/test/things?a=1`,
      "Redirect from cloudfront",
    ]);
    expect((await ask("/things", http, { method: "POST", body: "x" })).status).to.equal(307);
    expect((await ask("/cached", http)).status).to.equal(403);
  });

  it("get the page of customErrorResponses with its status", async () => {
    const { status, text, cache } = await ask("/things?status=418");
    expect([status, (JSON.parse(text) as { path: string }).path, cache]).to.deep.equal([
      200,
      "/cached/page",
      "Error from cloudfront",
    ]);
  });

  it("get the headers of the response headers policy", async () => {
    const { headers } = await ask("/cached/policy");
    expect([headers.get("x-own"), headers.get("x-amz-apigw-id")]).to.deep.equal(["1", null]);
  });

  it("get compressed answers with a weak entity tag if both sides allow it", async () => {
    const path = `/cached/big?size=2000&tag=${encodeURIComponent('"v1"')}`;
    const { headers, text } = await ask(path, { "Accept-Encoding": "gzip" });
    expect([headers.get("content-encoding"), headers.get("etag"), text.length]).to.deep.equal([
      "gzip",
      'W/"v1"',
      2_000,
    ]);
    expect((await ask("/cached/big?size=999", { "Accept-Encoding": "gzip" })).headers.get("content-encoding")).to.equal(
      null,
    );
  });

  it("are facts with the behavior, the result and the bytes", async () => {
    await ask("/things?a=1", {}, { method: "POST", body: "four" });
    const { method, path, query, pathPattern, status, result, bytesUp, bytesDown, trace } = facts.at(-1)!;
    expect([method, path, query, pathPattern, status, result, bytesUp]).to.deep.equal([
      "POST",
      "/test/things",
      "a=1",
      "*",
      200,
      "Miss",
      4,
    ]);
    expect(bytesDown).to.be.above(100);
    expect(trace).to.match(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });
});
