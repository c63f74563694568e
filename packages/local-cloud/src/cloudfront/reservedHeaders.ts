/** Headers that an origin cannot add (CloudFront Developer Guide, "Custom headers that CloudFront can't add to origin requests"). */
const reserved: readonly string[] = [
  "cache-control",
  "connection",
  "content-length",
  "cookie",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "max-forwards",
  "pragma",
  "proxy-authorization",
  "proxy-connection",
  "range",
  "request-range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-real-ip",
];

/** Returns whether CloudFront rejects a header among the custom headers of an origin. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return reserved.includes(lower) || lower.startsWith("x-amz-") || lower.startsWith("x-edge-");
}
