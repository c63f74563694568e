/**
 * Headers that API Gateway drops or renames between clients and integrations. Each direction has one list, which
 * applies to all integrations.
 */

/**
 * Request headers that API Gateway drops. Events, templates, mappings and integrations never receive them (recorded:
 * proxy-events/dropped-request-headers; the same names are dropped for HTTP and AWS integrations).
 */
const droppedHeaders: ReadonlySet<string> = new Set([
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

/** True if API Gateway forwards a request header. */
export function isForwarded([name]: readonly [name: string, value: string]): boolean {
  return !droppedHeaders.has(name.toLowerCase());
}

/**
 * Headers of integration answers that API Gateway renames to `x-amzn-Remapped-NAME` (recorded:
 * mock/static-headers-renamed and the sources that it names). Answers of AWS's own APIs, which run behind API Gateway,
 * show two more: x-amzn-RequestId and X-Forwarded-For.
 */
const remappedHeaders: ReadonlySet<string> = new Set([
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

/** Renames headers of an integration's answer as API Gateway does, and drops Transfer-Encoding. */
export function remapHeaders(
  headers: readonly (readonly [name: string, value: string])[],
): [name: string, value: string][] {
  return headers
    .filter(([name]) => name.toLowerCase() !== "transfer-encoding")
    .map(([name, value]) => [remappedHeaders.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value]);
}

/**
 * Request headers that mappings must not set. A method with such a mapping answers every request with 500 (recorded:
 * gateway-responses/forbidden-mapping-*).
 */
const unmappableHeaders = {
  http: ["content-length", "transfer-encoding"],
  aws: ["authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"],
} as const;

/** True if neither mappings nor templates must set a request header. */
export function isForbiddenHeader(name: string, kind: "http" | "aws"): boolean {
  const names: readonly string[] = unmappableHeaders[kind];
  return names.includes(name.toLowerCase());
}

/** True if an integration's request parameters set a header that mappings must not set. */
export function mapsForbiddenHeader(
  requestParameters: Readonly<Record<string, string>>,
  kind: "http" | "aws",
): boolean {
  return Object.keys(requestParameters).some((target) => {
    const [, name = ""] = /^integration\.request\.header\.(.+)$/.exec(target) ?? [];
    return isForbiddenHeader(name, kind);
  });
}
