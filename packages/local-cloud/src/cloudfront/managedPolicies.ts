import { viewerHeaderNames } from "./viewerHeaders";
import type { CacheRules, OriginRules, ResponseRules, Selection } from "./model";

export const none: Selection = { kind: "none", names: [] };
export const all: Selection = { kind: "all", names: [] };

export function some(...names: readonly string[]): Selection {
  return { kind: "some", names };
}

/** Seconds of 365 days. */
const year = 31_536_000;

function cached(ttl: Pick<CacheRules, "minTtl" | "defaultTtl" | "maxTtl">, more: Partial<CacheRules> = {}): CacheRules {
  return { ...ttl, headers: none, cookies: none, queryStrings: none, gzip: true, brotli: true, ...more };
}

const keyOfOriginHeaders = {
  headers: some("host", "origin", "x-http-method-override", "x-http-method", "x-method-override"),
  cookies: all,
};

/** CloudFront Developer Guide, "Use managed cache policies", by id. */
export const managedCachePolicies: Readonly<Record<string, CacheRules>> = {
  // CachingOptimized
  "658327ea-f89d-4fab-a63d-7e88639e58f6": cached({ minTtl: 1, defaultTtl: 86_400, maxTtl: year }),
  // CachingOptimizedForUncompressedObjects
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": cached(
    { minTtl: 1, defaultTtl: 86_400, maxTtl: year },
    { gzip: false, brotli: false },
  ),
  // CachingDisabled
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": cached(
    { minTtl: 0, defaultTtl: 0, maxTtl: 0 },
    { gzip: false, brotli: false },
  ),
  // UseOriginCacheControlHeaders
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65": cached({ minTtl: 0, defaultTtl: 0, maxTtl: year }, keyOfOriginHeaders),
  // UseOriginCacheControlHeaders-QueryStrings
  "4cc15a8a-d715-48a4-82b8-cc0b614638fe": cached(
    { minTtl: 0, defaultTtl: 0, maxTtl: year },
    { ...keyOfOriginHeaders, queryStrings: all },
  ),
  // Amplify
  "2e54312d-136d-493c-8eb9-b001f22f67d2": cached(
    { minTtl: 2, defaultTtl: 2, maxTtl: 600 },
    { headers: some("authorization", "cloudfront-viewer-country", "host"), cookies: all, queryStrings: all },
  ),
};

const cors = some("origin", "access-control-request-headers", "access-control-request-method");

/** CloudFront Developer Guide, "Use managed origin request policies", by id. */
export const managedOriginPolicies: Readonly<Record<string, OriginRules>> = {
  // AllViewer
  "216adef6-5c7f-47e4-b989-5492eafa07d3": { headers: all, cookies: all, queryStrings: all },
  // AllViewerExceptHostHeader
  "b689b0a8-53d0-40ab-baf2-68738e2966ac": {
    headers: { kind: "allExcept", names: ["host"] },
    cookies: all,
    queryStrings: all,
  },
  // AllViewerAndCloudFrontHeaders-2022-06. Only the named CloudFront headers have values in a local run.
  "33f36d7e-f396-46d9-90e0-52428a34d9dc": {
    headers: { kind: "all", names: viewerHeaderNames },
    cookies: all,
    queryStrings: all,
  },
  // CORS-CustomOrigin
  "59781a5b-3903-41f3-afcb-af62929ccde1": { headers: some("origin"), cookies: none, queryStrings: none },
  // CORS-S3Origin
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": { headers: cors, cookies: none, queryStrings: none },
  // UserAgentRefererHeaders
  "acba4595-bd28-49b8-b9fe-13317c0390fa": {
    headers: some("user-agent", "referer"),
    cookies: none,
    queryStrings: none,
  },
};

const security: ResponseRules["added"] = [
  { name: "Referrer-Policy", value: "strict-origin-when-cross-origin", override: false },
  { name: "Strict-Transport-Security", value: "max-age=31536000", override: false },
  { name: "X-Content-Type-Options", value: "nosniff", override: true },
  { name: "X-Frame-Options", value: "SAMEORIGIN", override: false },
  { name: "X-XSS-Protection", value: "1; mode=block", override: false },
];

const simpleCors: ResponseRules["cors"] = {
  origins: ["*"],
  headers: [],
  methods: [],
  exposed: [],
  credentials: false,
  maxAge: undefined,
  override: false,
};

const preflightCors: ResponseRules["cors"] = {
  ...simpleCors,
  methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  exposed: ["*"],
};

/** CloudFront Developer Guide, "Use managed response headers policies", by id. */
export const managedResponsePolicies: Readonly<Record<string, ResponseRules>> = {
  // SimpleCORS
  "60669652-455b-4ae9-85a4-c4c02393f86c": { added: [], removed: [], cors: simpleCors },
  // CORS-With-Preflight
  "5cc3b908-e619-4b99-88e5-2cf7f45965bd": { added: [], removed: [], cors: preflightCors },
  // SecurityHeadersPolicy
  "67f7725c-6f97-4210-82d7-5512b31e9d03": { added: security, removed: [], cors: undefined },
  // CORS-and-SecurityHeadersPolicy
  "e61eb60c-9c35-4d20-a928-2b84e02af89c": { added: security, removed: [], cors: simpleCors },
  // CORS-with-preflight-and-SecurityHeadersPolicy
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63": { added: security, removed: [], cors: preflightCors },
};
