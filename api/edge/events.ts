// Types of Lambda@Edge's events (CloudFront Developer Guide, "Lambda@Edge event structure").

/** Values of headers, keyed by lower-case name. `key` is the name as it is sent. */
export type EdgeHeaders = Record<string, { readonly key?: string; readonly value: string }[]>;

/** The distribution, and the id of the request in CloudFront's logs. */
export interface EdgeConfig {
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
}

export interface EdgeRequest {
  readonly clientIp: string;
  readonly method: string;
  /** Path, with a leading slash. */
  uri: string;
  /** Without `?`. */
  querystring: string;
  readonly headers: EdgeHeaders;
  /** Only with `includeBody`. To change it, set `action` to `replace`. */
  body?: {
    action: "read-only" | "replace";
    data: string;
    encoding: "base64" | "text";
    /** True if `data` is the beginning of a longer body. */
    readonly inputTruncated: boolean;
  };
}

export interface EdgeResponse {
  /** Such as `200`. A function of the viewer response must not change it. */
  status: string;
  statusDescription?: string;
  readonly headers: EdgeHeaders;
  /** Only in results: replaces the origin's body. */
  body?: string;
  bodyEncoding?: "base64" | "text";
}

/** A response that a callback generates, so that CloudFront does not ask the origin. */
export interface GeneratedResponse {
  readonly status: string;
  readonly statusDescription?: string;
  readonly headers?: EdgeHeaders;
  readonly body?: string;
  readonly bodyEncoding?: "base64" | "text";
}

/** Input of a callback of a request event. */
export interface RequestEvent {
  readonly config: EdgeConfig;
  readonly request: EdgeRequest;
}

/** Input of a callback of a response event. */
export interface ResponseEvent extends RequestEvent {
  readonly response: EdgeResponse;
}
