import { expect } from "chai";
import type { EdgeRequestFact } from "../../src/kernel/facts/edgeFacts";
import { clockAt } from "../support/clock";
import { startProgram, type TestCloud } from "../support/cloud";
import { distributionUrl, edgeProgram } from "./program";

/** Fails from the second call for a path with `fails`; the query chooses headers. */
const handler = `const calls = new Map(); exports.handler = async (event) => {
  const { control, tag, fails, only } = event.queryStringParameters ?? {};
  const count = (calls.get(event.path + fails) ?? 0) + 1;
  calls.set(event.path + fails, count);
  const headers = { "Content-Type": "text/plain", ...(control ? { "Cache-Control": control } : {}), ...(tag ? { ETag: tag } : {}) };
  if (only) return event.headers["X-Second"] ? { statusCode: 200, body: "secondary" } : { statusCode: Number(only), body: "primary" };
  if (fails && count > 1) return { statusCode: Number(fails), headers: {}, body: "failed" };
  if (tag && event.headers["If-None-Match"] === tag) return { statusCode: 304, headers };
  const country = event.headers["CloudFront-Viewer-Country"] ?? event.headers["cloudfront-viewer-country"];
  return { statusCode: 200, headers, body: event.path.includes("seen") ? JSON.stringify(event.headers) : event.path.includes("country") ? country : "0123456789" + (fails ? "" : count) };
};`;

const resources = `
const keyed = new aws.cloudfront.CachePolicy("keyed", {
  minTtl: 0, defaultTtl: 60, maxTtl: 600,
  parametersInCacheKeyAndForwardedToOrigin: {
    headersConfig: { headerBehavior: "whitelist", headers: { items: ["CloudFront-Viewer-Country", "CloudFront-Is-Mobile-Viewer"] } },
    cookiesConfig: { cookieBehavior: "none" }, queryStringsConfig: { queryStringBehavior: "all" },
  },
});
const facts = new aws.cloudfront.OriginRequestPolicy("facts", {
  headersConfig: { headerBehavior: "whitelist", headers: { items: ["CloudFront-Viewer-Address", "CloudFront-Viewer-Country-Name"] } },
  cookiesConfig: { cookieBehavior: "none" }, queryStringsConfig: { queryStringBehavior: "none" },
});
const files = new aws.s3.Bucket("files", { bucket: "files" });
new aws.s3.BucketObject("page", { bucket: files.bucket, key: "files/page.txt", content: "abcdefghij", contentType: "text/plain", cacheControl: "max-age=30", metadata: { kind: "page" } });
const access = new aws.cloudfront.OriginAccessControl("access", { originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" });
new aws.s3.BucketPolicy("readable", { bucket: files.bucket, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" },
] }) });
const apiOrigin = (originId: string, headers: { name: string; value: string }[]) => ({
  originId, domainName: pulumi.interpolate\`\${api.id}.execute-api.eu-central-1.amazonaws.com\`, customHeaders: headers,
  customOriginConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] },
});
const cached = { viewerProtocolPolicy: "allow-all", allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"], cachePolicyId: keyed.id };`;

const distribution = `
  origins: [
    apiOrigin("api", []), apiOrigin("second", [{ name: "X-Second", value: "1" }]),
    { originId: "files", domainName: "files.s3.eu-central-1.amazonaws.com", originAccessControlId: access.id },
    { originId: "closed", domainName: "127.0.0.1:1", customOriginConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy: "http-only", originSslProtocols: ["TLSv1.2"] } },
  ],
  originGroups: [
    { originId: "both", failoverCriteria: { statusCodes: [404, 500] }, members: [{ originId: "api" }, { originId: "second" }] },
    { originId: "broken", failoverCriteria: { statusCodes: [503] }, members: [{ originId: "closed" }, { originId: "api" }] },
  ],
  orderedCacheBehaviors: [
    { ...cached, targetOriginId: "closed", pathPattern: "/closed/*" },
    { ...cached, targetOriginId: "closed", pathPattern: "/uncached/*", cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" },
    { ...cached, targetOriginId: "both", pathPattern: "/test/both*" },
    { ...cached, targetOriginId: "broken", pathPattern: "/test/broken*" },
    { ...cached, targetOriginId: "files", pathPattern: "/files/*" },
    { ...cached, targetOriginId: "api", pathPattern: "/test/seen", cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", originRequestPolicyId: facts.id },
    { ...cached, targetOriginId: "api", pathPattern: "/test/*" },
  ],`;

describe("the cache of a distribution", () => {
  const clock = clockAt("2026-01-01T00:00:00Z");
  const facts: EdgeRequestFact[] = [];
  let started: TestCloud;
  let url: string;

  before(async () => {
    started = await startProgram(edgeProgram({ handler, before: resources, distribution }), [], {
      clock,
      readers: [(fact) => void (fact.kind === "edgeRequest" && facts.push(fact))],
    });
    url = distributionUrl(started);
  });
  after(() => started.stop());

  const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const response = await fetch(`${url}${path}`, { method, headers });
    const cache = response.headers.get("x-cache")!.replace(" from cloudfront", "");
    return { status: response.status, text: await response.text(), cache, headers: response.headers };
  };

  describe("answers a range of a stored answer", () => {
    const path = "/test/range";
    before(() => ask(path));
    for (const [range, status, text, contentRange] of [
      ["bytes=0-3", 206, "0123", "bytes 0-3/11"],
      ["bytes=4-", 206, "4567891", "bytes 4-10/11"],
      ["bytes=-2", 206, "91", "bytes 9-10/11"],
      ["bytes=5-500", 206, "567891", "bytes 5-10/11"],
      ["bytes=11-", 416, "", "bytes */11"],
      ["bytes=-0", 416, "", "bytes */11"],
      ["bytes=3-2", 200, "01234567891", null],
      ["bytes=0-1,3-4", 200, "01234567891", null],
      ["items=0-1", 200, "01234567891", null],
    ] as const) {
      it(`${range} with ${status}`, async () => {
        const answer = await ask(path, { Range: range });
        expect([answer.status, answer.text, answer.headers.get("content-range"), answer.cache]).to.deep.equal([
          ...[status, text, contentRange],
          "Hit",
        ]);
      });
    }

    it("whole if If-Range names another version", async () => {
      const tagged = `/test/tagged?tag=${encodeURIComponent('"v1"')}`;
      await ask(tagged);
      const statuses = [];
      for (const tag of ['"v1"', '"v2"', 'W/"v1"'])
        statuses.push((await ask(tagged, { Range: "bytes=0-1", "If-Range": tag })).status);
      expect(statuses).to.deep.equal([206, 200, 200]);
    });
  });

  it("keeps an answer for each country and device of the cache key, whatever the viewer's spelling", async () => {
    const phone = { "User-Agent": "Mozilla/5.0 (iPhone) Mobile/15E148" };
    const results = [];
    for (const headers of [
      {},
      { "CloudFront-Viewer-Country": "US" },
      { "CloudFront-Viewer-Country": "de" },
      { "CloudFront-Viewer-Country": "DE" },
      phone,
      { ...phone, "CloudFront-Is-Mobile-Viewer": "false" },
    ]) {
      const { cache, text } = await ask("/test/country", headers);
      results.push(`${cache} ${text}`);
    }
    expect(results).to.deep.equal(["Miss US", "Hit US", "Miss DE", "Hit DE", "Miss US", "Hit US"]);
  });

  it("passes the selected facts about the viewer to the origin, and none that the viewer invents", async () => {
    const { text } = await ask("/test/seen", { "CloudFront-Viewer-City": "x", "CloudFront-Is-Tablet-Viewer": "true" });
    const seen = new Map(
      Object.entries(JSON.parse(text) as Record<string, string>).map(([k, v]) => [k.toLowerCase(), v]),
    );
    expect(seen.get("cloudfront-viewer-address")).to.match(/^127\.0\.0\.1:\d+$/);
    expect([seen.get("cloudfront-viewer-country-name"), seen.get("cloudfront-is-tablet-viewer")]).to.deep.equal([
      "United States",
      undefined,
    ]);
  });

  it("revalidates an answer that expires at once, if the origin gave it an entity tag", async () => {
    const path = `/test/revalidated?control=max-age=0&tag=${encodeURIComponent('"v1"')}`;
    const first = await ask(path);
    const second = await ask(path);
    expect([first.cache, second.cache, second.status, second.text]).to.deep.equal([
      "Miss",
      "RefreshHit",
      200,
      first.text,
    ]);
  });

  it("serves an expired answer in place of an error of the origin, until stale-if-error ends", async () => {
    const path = `/test/stale?fails=500&control=${encodeURIComponent("max-age=1")}`;
    const limited = `/test/limited?fails=503&control=${encodeURIComponent("max-age=1, stale-if-error=10")}`;
    const missing = `/test/missing?fails=404&control=${encodeURIComponent("max-age=1")}`;
    for (const each of [path, limited, missing]) expect((await ask(each)).status).to.equal(200);
    clock.move(10_999);
    const stale = await ask(path);
    expect([stale.status, stale.text, stale.cache]).to.deep.equal([200, "0123456789", "RefreshHit"]);
    expect((await ask(limited)).status).to.equal(200);
    expect((await ask(missing)).status).to.equal(404);
    clock.move(1);
    expect((await ask(limited)).status).to.equal(503);
    expect((await ask(path)).status).to.equal(200);
  });

  it("keeps the error for an origin that does not answer for ten seconds, unless the behavior caches nothing", async () => {
    const reasons: (string | undefined)[] = [];
    for (const [path, millis] of [
      ["/closed/a", 9_001],
      ["/closed/a", 999],
      ["/closed/a", 0],
      ["/uncached/a", 0],
      ["/uncached/a", 0],
    ] as const) {
      const { status, cache } = await ask(path);
      expect([status, cache]).to.deep.equal([502, "Error"]);
      reasons.push(facts.at(-1)!.reason?.replace(/ECONNREFUSED.*?(?= \(|$)/, "…"));
      clock.move(millis);
    }
    const failed = "127.0.0.1:1: connect …";
    expect(reasons).to.deep.equal([
      failed,
      `${failed} (CloudFront keeps this error for another 1 s)`,
      failed,
      failed,
      failed,
    ]);
  });

  it("serves an expired answer at once while it is revalidated", async () => {
    const path = `/test/background?control=${encodeURIComponent("max-age=1, stale-while-revalidate=10")}`;
    const first = await ask(path);
    clock.move(5_000);
    const stale = await ask(path);
    expect([stale.cache, stale.text]).to.deep.equal(["Hit", first.text]);
    let fresh = await ask(path);
    while (fresh.text === first.text) fresh = await ask(path);
    expect([fresh.cache, fresh.text]).to.deep.equal(["Hit", "01234567892"]);
  });

  for (const [path, text] of [
    ["/test/both?only=404", "secondary"],
    ["/test/both?only=500", "secondary"],
    ["/test/both?only=503", "primary"],
    ["/test/broken", "01234567891"],
  ] as const) {
    it(`asks the secondary origin of a group for ${path} if the first one fails as its criteria say`, async () => {
      expect((await ask(path)).text).to.equal(text);
    });
  }

  it("answers from a bucket with what S3 stores, and revalidates it", async () => {
    const first = await ask("/files/page.txt");
    const { headers } = first;
    expect([first.text, headers.get("cache-control"), headers.get("x-amz-meta-kind")]).to.deep.equal([
      "abcdefghij",
      "max-age=30",
      "page",
    ]);
    expect(headers.get("etag")).to.equal('"a925576942e94b2ef57a066101b48876"');
    clock.move(30_000);
    expect((await ask("/files/page.txt")).cache).to.equal("RefreshHit");
    const known = await ask("/files/page.txt", { "If-None-Match": headers.get("etag")! });
    expect([known.status, known.text]).to.deep.equal([304, ""]);
  });
});
