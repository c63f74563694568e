import { accountId } from "../kernel/identity";
import type { WebRequest } from "../kernel/http/webExchange";
import type { FunctionUrl } from "./declared";

/** The caller of a URL with IAM authentication. */
export interface UrlCaller {
  readonly accessKey: string;
  readonly userArn: string;
  /** Unique id of the role, and the session. */
  readonly userId: string;
}

export interface UrlEventParts {
  readonly requestId: string;
  /** X-Ray header. */
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Undefined for an anonymous request. */
  readonly caller: UrlCaller | undefined;
}

/** Headers of one connection, which the function does not receive. */
const hopByHop = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/**
 * Returns the event of a request, payload format 2.0 (Lambda Developer Guide, "Invoking Lambda function URLs"). Fields
 * without a value are absent, as in events of AWS.
 */
export function createUrlEvent(url: FunctionUrl, request: WebRequest, parts: UrlEventParts): Record<string, unknown> {
  const [rawPath, rawQueryString] = splitTarget(request.target);
  const headers = eventHeaders(request, parts);
  const cookies = (headers["cookie"] ?? "").split(/;\s*/).filter((cookie) => cookie !== "");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(rawQueryString === "" ? {} : { queryStringParameters: joined([...new URLSearchParams(rawQueryString)]) }),
    requestContext: requestContext(url, request, { ...parts, headers, rawPath }),
    ...bodyOf(request.body, headers["content-type"]),
  };
}

/** Returns path and query of a request target. */
export function splitTarget(target: string): [path: string, query: string] {
  const [withoutFragment = ""] = target.split("#");
  const mark = withoutFragment.indexOf("?");
  const [path, query] =
    mark < 0 ? [withoutFragment, ""] : [withoutFragment.slice(0, mark), withoutFragment.slice(mark + 1)];
  return [path === "" ? "/" : path, query];
}

function requestContext(
  { id }: FunctionUrl,
  { method, sourceIp }: WebRequest,
  event: UrlEventParts & { readonly headers: Readonly<Record<string, string>>; readonly rawPath: string },
): Record<string, unknown> {
  const { requestId, startedAt, caller, headers, rawPath } = event;
  const userAgent = headers["user-agent"];
  return {
    accountId: caller === undefined ? "anonymous" : accountId,
    apiId: id,
    ...(caller === undefined ? {} : { authorizer: { iam: iamOf(caller) } }),
    domainName: headers["host"] ?? "",
    domainPrefix: id,
    http: {
      method,
      path: decodePath(rawPath),
      protocol: "HTTP/1.1",
      sourceIp,
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    requestId,
    routeKey: "$default",
    stage: "$default",
    time: requestTime(startedAt),
    timeEpoch: startedAt,
  };
}

function iamOf({ accessKey, userArn, userId }: UrlCaller): Record<string, unknown> {
  return { accessKey, accountId, callerId: userId, cognitoIdentity: null, userArn, userId };
}

/** Joins repeated headers with commas. A signature that IAM has checked is removed. */
function eventHeaders({ headers, sourceIp }: WebRequest, { traceId, caller }: UrlEventParts): Record<string, string> {
  const removed = caller === undefined ? hopByHop : [...hopByHop, "authorization"];
  const kept = headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !removed.includes(name));
  return {
    "x-forwarded-for": sourceIp,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
    ...joined(kept, { cookie: "; " }),
    "x-amzn-trace-id": traceId,
  };
}

/** @param separators separator by name; defaults to a comma. */
function joined(
  entries: readonly (readonly [name: string, value: string])[],
  separators: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of entries) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(separators[name] ?? ",")]));
}

/** Text types, whose bodies are not encoded. */
const textType = /^(?:text\/.*|application\/(?:json|xml|javascript|x-www-form-urlencoded|.*\+(?:json|xml)))$/i;

function bodyOf(body: Buffer, contentType = ""): Record<string, unknown> {
  if (body.length === 0) return { isBase64Encoded: false };
  const [mediaType = ""] = contentType.split(";");
  const isText = textType.test(mediaType.trim());
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

/** Returns malformed text unchanged. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Formats `10/Jul/2026:19:19:04 +0000`. */
function requestTime(epochMillis: number): string {
  const [, , day = "", month = "", year = "", time = ""] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(epochMillis).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
