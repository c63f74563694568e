import { isObject, type JsonObject } from "../kernel/json";
import { isLocalHost } from "../kernel/http/http";
import { fromEventHeaders, wrongResult } from "./edgeHeaders";
import { headerOf, type HeaderLines } from "./headers";
import type { EventType, Origin } from "./model";
import { isReservedHeader } from "./reservedHeaders";

/**
 * Rules of an origin's fields (CloudFront Developer Guide, "Lambda@Edge event structure", "Request event"; the times as in
 * the CloudFront API reference, CustomOriginConfig).
 */
interface FieldRule {
  readonly field: string;
  /** End of the sentence `the origin's FIELD is VALUE, and must …`. */
  readonly rule: string;
  readonly isValid: (value: unknown) => boolean;
}

const path: FieldRule = {
  field: "path",
  rule: "begin with / and not end with it, with at most 255 characters",
  isValid: (value) =>
    typeof value === "string" && /^(?:\/[^\s\x00-\x1f\x7f]*[^/\s\x00-\x1f\x7f])?$/.test(value) && value.length <= 255,
};

const sslProtocols = ["TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3"];

const customRules: readonly FieldRule[] = [
  {
    field: "domainName",
    rule: "be the name of a host with at most 253 characters",
    isValid: (value) => isHost(value, 253),
  },
  path,
  {
    field: "port",
    rule: "be 80, 443, or from 1024 to 65535",
    isValid: (value) => value === 80 || value === 443 || isIntegerIn(value, 1_024, 65_535),
  },
  { field: "protocol", rule: "be http or https", isValid: (value) => value === "http" || value === "https" },
  { field: "readTimeout", rule: "be from 1 to 120 seconds", isValid: (value) => isIntegerIn(value, 1, 120) },
  { field: "keepaliveTimeout", rule: "be from 1 to 120 seconds", isValid: (value) => isIntegerIn(value, 1, 120) },
  {
    field: "sslProtocols",
    rule: `be a list of ${sslProtocols.join(", ")}`,
    isValid: (value) => Array.isArray(value) && value.every((each) => sslProtocols.includes(each as string)),
  },
];

const bucketRules: readonly FieldRule[] = [
  {
    field: "domainName",
    rule: "be the name of a bucket's host in lower case with at most 128 characters",
    isValid: (value) => isHost(value, 128) && value === (value as string).toLowerCase(),
  },
  path,
  {
    field: "authMethod",
    rule: "be origin-access-identity or none",
    isValid: (value) => value === "origin-access-identity" || value === "none",
  },
  { field: "region", rule: "be the name of a region", isValid: (value) => typeof value === "string" },
];

/** The only field that AWS requires. */
const required = "domainName";

function isIntegerIn(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** Returns whether a value is a host name. Outputs of a local run contain a port, which AWS rejects. */
function isHost(value: unknown, maxLength: number): boolean {
  if (typeof value !== "string" || value.length > maxLength) return false;
  const [, host = "", port] = /^([A-Za-z\d](?:[A-Za-z\d._-]*[A-Za-z\d])?)(?::(\d{1,5}))?$/.exec(value) ?? [];
  if (isLocalHost(host)) return true;
  return host !== "" && port === undefined && !/^[\d.]+$/.test(host);
}

/** Returns the origin of a function's result. @throws EdgeError for an origin that CloudFront rejects. */
export function readOrigin(
  value: unknown,
  before: Origin,
  {
    type,
    headers,
  }: { readonly type: EventType; /** Headers of the result's request. */ readonly headers: HeaderLines },
): Origin {
  if (value === undefined || value === null) return before;
  if (!isObject(value)) throw wrongResult(type, "origin is not an object");
  const { custom, s3 } = value;
  if (isObject(custom) === isObject(s3)) throw wrongResult(type, "origin must contain one of custom and s3");
  const isBucket = isObject(s3);
  const changed = (isBucket ? s3 : custom) as JsonObject;
  for (const { field, rule, isValid } of isBucket ? bucketRules : customRules) {
    const given = changed[field];
    if (isValid(given) || (given === undefined && field !== required)) continue;
    throw wrongResult(type, `the origin's ${field} is ${JSON.stringify(given) ?? "absent"}, and must ${rule}`);
  }
  return {
    ...before,
    ...(isBucket ? {} : connectionOf(changed, before)),
    domainName: changed["domainName"] as string,
    path: (changed["path"] as string | undefined) ?? "",
    customHeaders: customHeadersOf(changed["customHeaders"], before.customHeaders, { type, headers }),
    isBucket,
  };
}

function connectionOf(changed: JsonObject, before: Origin): Partial<Origin> {
  const { port, protocol, readTimeout, keepaliveTimeout, sslProtocols: protocols } = changed;
  const isSecure = protocol === undefined ? before.protocolPolicy !== "http-only" : protocol !== "http";
  return {
    ...(port === undefined ? {} : { httpPort: port as number, httpsPort: port as number }),
    protocolPolicy: isSecure ? "https-only" : "http-only",
    readTimeout: (readTimeout as number | undefined) ?? before.readTimeout,
    keepaliveTimeout: (keepaliveTimeout as number | undefined) ?? before.keepaliveTimeout,
    sslProtocols: (protocols as readonly string[] | undefined) ?? before.sslProtocols,
  };
}

/** Returns the origin's own headers. A function may add neither reserved headers nor one that the request has. */
function customHeadersOf(
  value: unknown,
  before: HeaderLines,
  { type, headers }: { readonly type: EventType; readonly headers: HeaderLines },
): HeaderLines {
  const lines = fromEventHeaders(value, "origin-response", []);
  for (const [name] of lines) {
    if (headerOf(before, name) !== undefined) continue;
    if (isReservedHeader(name)) {
      throw wrongResult(type, `the origin's customHeaders contain ${name}, which CloudFront does not let origins have`);
    }
    if (headerOf(headers, name) !== undefined) {
      throw wrongResult(type, `the origin's customHeaders contain ${name}, which the request's headers contain too`);
    }
  }
  return lines;
}
