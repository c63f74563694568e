import { headerOf, hopByHop, withHeader, type HeaderLines } from "./headers";
import type { Behavior, Selection, ViewerRequest } from "./model";
import { isSelected, normalizedEncoding, selectCookies, selectQuery } from "./select";
import { viewerHeaderNames } from "./viewerHeaders";

/**
 * Viewer headers that reach the origin although no policy selects them (CloudFront Developer Guide, "HTTP request
 * headers and CloudFront behavior").
 */
const forwardedByDefault: readonly string[] = [
  "cache-control",
  "content-encoding",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "from",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "max-forwards",
  "origin",
  "pragma",
  "range",
  "request-range",
  "via",
  "warning",
  "x-forwarded-for",
];

/** Headers that CloudFront never forwards, and those that it sets itself (the same page). */
const neverForwarded: readonly string[] = [
  ...hopByHop,
  "content-length",
  "cookie",
  "expect",
  "proxy-authorization",
  "x-amz-cf-id",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Methods with which Authorization is removed unless a policy selects it (the same page). */
const withoutAuthorization = ["GET", "HEAD"];

export interface OriginRequestParts {
  readonly behavior: Behavior;
  readonly viewerHeaders: HeaderLines;
  readonly requestId: string;
  /** Host that the distribution sends in Via. */
  readonly via: string;
}

/** Returns the request that reaches the origin, before the origin's own headers are added. */
export function originRequest(
  request: ViewerRequest,
  { behavior, viewerHeaders, requestId, via }: OriginRequestParts,
): ViewerRequest {
  const { cache, origin } = behavior;
  const selections = (each: "headers" | "cookies" | "queryStrings"): Selection[] => [
    cache[each],
    ...(origin === undefined ? [] : [origin[each]]),
  ];
  const kept = request.headers.filter(([name]) => reachesOrigin(name.toLowerCase(), request, selections("headers")));
  const added = viewerHeaders.filter(([name]) =>
    selections("headers").some((each) => each.names.includes(name) && each.kind !== "allExcept"),
  );
  let headers: HeaderLines = [...kept, ...added];
  const cookies = selectCookies(request.headers, selections("cookies"));
  if (cookies !== undefined) headers = withHeader(headers, "Cookie", cookies);
  const encoding = normalizedEncoding(request.headers, cache);
  if (encoding !== undefined) headers = withHeader(headers, "Accept-Encoding", encoding);
  if (headerOf(headers, "user-agent") === undefined) headers = withHeader(headers, "User-Agent", "Amazon CloudFront");
  headers = appended(headers, "X-Forwarded-For", request.clientIp);
  headers = appended(headers, "Via", `1.1 ${via} (CloudFront)`);
  headers = withHeader(headers, "X-Amz-Cf-Id", requestId);
  return { ...request, headers, query: selectQuery(request.query, selections("queryStrings")) };
}

function reachesOrigin(name: string, { method }: ViewerRequest, selections: readonly Selection[]): boolean {
  if (neverForwarded.includes(name) || name.startsWith("x-edge-") || viewerHeaderNames.includes(name)) return false;
  if (selections.some((each) => isSelected(each, name))) return true;
  if (name === "authorization") return !withoutAuthorization.includes(method);
  return forwardedByDefault.includes(name);
}

/** Appends a value to a header's list. */
function appended(headers: HeaderLines, name: string, value: string): HeaderLines {
  const before = headerOf(headers, name);
  return withHeader(headers, name, before === undefined ? value : `${before}, ${value}`);
}
