import type { HeaderLines } from "./headers";

/** Events at which a cache behavior calls a function of Lambda@Edge. */
export const eventTypes = ["viewer-request", "origin-request", "origin-response", "viewer-response"] as const;
export type EventType = (typeof eventTypes)[number];

/** A choice of headers, cookies or query parameters by name. */
export interface Selection {
  readonly kind: "none" | "some" | "allExcept" | "all";
  /** Lower-case for headers. */
  readonly names: readonly string[];
}

/** A cache policy, or the values of a behavior without one. */
export interface CacheRules {
  /** Seconds. */
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
  readonly gzip: boolean;
  readonly brotli: boolean;
}

/** An origin request policy. What the cache key contains reaches the origin too. */
export interface OriginRules {
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queryStrings: Selection;
}

/** A header that a response headers policy sets. */
export interface ResponseHeader {
  readonly name: string;
  readonly value: string;
  /** True to replace the origin's header. */
  readonly override: boolean;
}

/** CORS headers of a response headers policy. */
export interface CorsRules {
  readonly origins: readonly string[];
  readonly headers: readonly string[];
  readonly methods: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAge: number | undefined;
  readonly override: boolean;
}

export interface ResponseRules {
  readonly added: readonly ResponseHeader[];
  readonly removed: readonly string[];
  readonly cors: CorsRules | undefined;
}

export interface EdgeAssociation {
  readonly functionArn: string;
  readonly includesBody: boolean;
}

export interface Behavior {
  /** `*` for the default behavior. */
  readonly pathPattern: string;
  /** Id of an origin or of an origin group. */
  readonly originId: string;
  readonly allowedMethods: readonly string[];
  readonly cachedMethods: readonly string[];
  readonly compresses: boolean;
  /** `allow-all`, `redirect-to-https` or `https-only`. */
  readonly viewerProtocolPolicy: string;
  readonly cache: CacheRules;
  readonly origin: OriginRules | undefined;
  readonly responseHeaders: ResponseRules | undefined;
  readonly edge: ReadonlyMap<EventType, EdgeAssociation>;
}

export interface Origin {
  readonly id: string;
  readonly domainName: string;
  /** Empty, or with a leading and without a trailing slash. */
  readonly path: string;
  readonly customHeaders: HeaderLines;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** `http-only`, `https-only` or `match-viewer`. */
  readonly protocolPolicy: string;
  /** Seconds. */
  readonly readTimeout: number;
  /** Seconds. */
  readonly keepaliveTimeout: number;
  readonly sslProtocols: readonly string[];
  /** True for an S3 origin: no custom origin configuration. */
  readonly isBucket: boolean;
  /** ARN of the distribution if requests to the bucket are signed by an origin access control. */
  readonly signsAs: string | undefined;
}

/** A primary and a secondary origin. */
export interface OriginGroup {
  readonly members: readonly string[];
  /** Statuses of the primary origin after which the secondary one is asked. */
  readonly statusCodes: readonly number[];
}

export interface ErrorResponse {
  readonly errorCode: number;
  /** Seconds; undefined for the default. */
  readonly cachingMinTtl: number | undefined;
  readonly responseCode: number | undefined;
  readonly pagePath: string | undefined;
}

export interface Distribution {
  readonly id: string;
  readonly arn: string;
  /** Logical name. */
  readonly label: string;
  readonly domainName: string;
  readonly enabled: boolean;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly originGroups: ReadonlyMap<string, OriginGroup>;
  /** In the order of evaluation; the last one is the default. */
  readonly behaviors: readonly Behavior[];
  readonly errorResponses: readonly ErrorResponse[];
  /** Without a leading slash; may be empty. */
  readonly defaultRootObject: string;
  /** JSON texts by bucket name. */
  readonly bucketPolicies: ReadonlyMap<string, string>;
  readonly geo: { readonly kind: "none" | "whitelist" | "blacklist"; readonly countries: readonly string[] };
}

/** A request of a viewer. */
export interface ViewerRequest {
  readonly method: string;
  /** Path without the query string. */
  readonly uri: string;
  /** Query string without `?`; may be empty. */
  readonly query: string;
  readonly headers: HeaderLines;
  readonly body: Buffer;
  readonly clientIp: string;
  readonly clientPort?: number | undefined;
}

/** An answer of an origin, of the cache, of a function or of CloudFront. */
export interface EdgeAnswer {
  readonly status: number;
  readonly statusText?: string | undefined;
  readonly headers: HeaderLines;
  readonly body: Buffer | NodeJS.ReadableStream;
}
