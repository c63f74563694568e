/**
 * Which headers API Gateway keeps to itself, on the way to an integration and back. One list for each direction, whatever
 * the integration is.
 */

/**
 * Request headers that nothing behind the listener reads: no event, no template, no mapping and no integration
 * (recorded: proxy-events/dropped-request-headers; the same names are dropped for HTTP and AWS integrations).
 */
const dropped: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/** Whether API Gateway hands a request header on. */
export function isHandedOn([name]: readonly [name: string, value: string]): boolean {
  return !dropped.has(name.toLowerCase());
}

/**
 * Headers that an integration's answer cannot set: they come under another name (recorded: mock/static-headers-renamed and
 * its sources, which rename WWW-Authenticate and five more). Two are known from answers of AWS's own APIs, which run
 * behind API Gateway: x-amzn-RequestId and X-Forwarded-For.
 */
const renamed: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
  "x-amzn-requestid",
  "x-forwarded-for",
]);

/** Headers of an integration's answer as clients get them: renamed where API Gateway renames, without Transfer-Encoding. */
export function answeredHeaders(
  headers: readonly (readonly [name: string, value: string])[],
): [name: string, value: string][] {
  return headers
    .filter(([name]) => name.toLowerCase() !== "transfer-encoding")
    .map(([name, value]) => [renamed.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value]);
}

/** Request headers that no mapping may set: each call then answers 500 (recorded: gateway-responses/forbidden-mapping-*). */
const unmappable = {
  http: ["content-length", "transfer-encoding"],
  aws: ["authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"],
} as const;

/** Whether request parameters of an integration set a header that no mapping may set. */
export function mapsForbidden(requestParameters: Readonly<Record<string, string>>, kind: "http" | "aws"): boolean {
  const names: readonly string[] = unmappable[kind];
  return Object.keys(requestParameters).some((target) => {
    const [, name = ""] = /^integration\.request\.header\.(.+)$/.exec(target) ?? [];
    return names.includes(name.toLowerCase());
  });
}
