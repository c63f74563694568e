import { EdgeError } from "./errorPage";
import { headerOf, type HeaderLines } from "./headers";
import type { EventType } from "./model";

/** Headers of an event: values by lower-case name. */
export type EventHeaders = Readonly<Record<string, readonly { readonly key: string; readonly value: string }[]>>;

/** Headers that functions neither see nor add (CloudFront Developer Guide, "Restrictions on all edge functions"). */
const disallowed: readonly string[] = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "trailer",
  "upgrade",
  "x-accel-buffering",
  "x-accel-charset",
  "x-accel-limit-rate",
  "x-accel-redirect",
  "x-amzn-auth",
  "x-amzn-cf-billing",
  "x-amzn-cf-id",
  "x-amzn-cf-xff",
  "x-amzn-errortype",
  "x-amzn-fle-profile",
  "x-amzn-header-count",
  "x-amzn-header-order",
  "x-amzn-lambda-integration-tag",
  "x-amzn-requestid",
  "x-cache",
  "x-forwarded-proto",
  "x-real-ip",
];
const disallowedPrefixes: readonly string[] = ["x-amz-cf-", "x-edge-"];

/** Headers that functions of an event see but cannot change (the same page). */
const readOnly: Readonly<Record<EventType, readonly string[]>> = {
  "viewer-request": ["content-length", "host", "transfer-encoding", "via"],
  "origin-request": [
    "accept-encoding",
    "content-length",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "transfer-encoding",
    "via",
  ],
  "origin-response": ["transfer-encoding", "via"],
  "viewer-response": ["content-encoding", "content-length", "transfer-encoding", "warning", "via"],
};

/** Header that a function of the viewer request must not add ("Restrictions on Lambda@Edge", "CloudFront headers"). */
const addedByCloudFront = "cloudfront-viewer-country";

/** Characters of a header name (RFC 9110, 5.6.2), and of a value. */
const validName = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const invalidValue = /[^\t\x20-\x7e\x80-\xff]/;

function isDisallowed(name: string): boolean {
  return disallowed.includes(name) || disallowedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** Returns the headers that a function sees. */
export function toEventHeaders(lines: HeaderLines): EventHeaders {
  const headers: Record<string, { key: string; value: string }[]> = {};
  for (const [key, value] of lines) {
    const name = key.toLowerCase();
    if (!isDisallowed(name)) (headers[name] ??= []).push({ key, value });
  }
  return headers;
}

/** @returns the error of CloudFront for a function's result. @param detail sentence of the page, and for the developer */
export function invalidResult(detail: string, reason = detail): EdgeError {
  return new EdgeError(502, `The Lambda function result failed validation: ${detail}`, {
    result: "LambdaValidationError",
    reason,
  });
}

/** @returns the error of CloudFront for a wrong value in a function's result. @param what a clause for the developer */
export function wrongResult(type: EventType, what: string): EdgeError {
  return invalidResult(
    "The function returned an invalid value.",
    `the ${type} function returns a wrong result: ${what}`,
  );
}

/**
 * Returns the header lines of a function's result, with those that functions do not see.
 *
 * @param before lines before the call; empty for a generated response.
 * @throws EdgeError for a disallowed or changed read-only header, and for a malformed one.
 */
export function fromEventHeaders(result: unknown, event: EventType, before: HeaderLines): HeaderLines {
  const lines = readLines(result, event);
  for (const [key] of lines) {
    if (!isDisallowed(key.toLowerCase())) continue;
    const reason = `the ${event} function adds the header ${key}, which is disallowed`;
    throw invalidResult("The function tried to add, delete, or change a disallowed header.", reason);
  }
  if (event === "viewer-request" && headerOf(lines, addedByCloudFront) !== undefined) {
    const reason = `the ${event} function adds the header ${addedByCloudFront}, which CloudFront adds after the event`;
    throw invalidResult("The function tried to add, delete, or change a disallowed header.", reason);
  }
  for (const name of readOnly[event]) {
    if (headerOf(lines, name) === headerOf(before, name)) continue;
    const reason = `the ${event} function adds, changes or removes the header ${name}, which is read-only`;
    throw invalidResult("The function tried to add, delete, or change a read-only header.", reason);
  }
  return [...lines, ...before.filter(([name]) => isDisallowed(name.toLowerCase()))];
}

function readLines(result: unknown, event: EventType): [string, string][] {
  if (result === undefined || result === null) return [];
  if (typeof result !== "object" || Array.isArray(result)) throw malformed(event, "headers is not an object");
  return Object.entries(result as Readonly<Record<string, unknown>>).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw malformed(event, `headers.${name} is not a list of { key, value }`);
    return (values as unknown[]).map((each) => readLine(name, each, event));
  });
}

function readLine(name: string, each: unknown, event: EventType): [string, string] {
  const { key = name, value } = (typeof each === "object" && each !== null ? each : {}) as {
    key?: unknown;
    value?: unknown;
  };
  if (typeof key !== "string" || key.toLowerCase() !== name.toLowerCase()) {
    throw malformed(event, `headers.${name} contains the key ${JSON.stringify(key)}, and the key must be the name`);
  }
  if (!validName.test(key)) throw malformed(event, `${JSON.stringify(key)} is not a header name`);
  if (typeof value !== "string") throw malformed(event, `the value of the header ${key} is not a string`);
  if (invalidValue.test(value))
    throw malformed(event, `the value of the header ${key} contains a character that headers cannot contain`);
  return [key, value];
}

function malformed(event: EventType, what: string): EdgeError {
  return invalidResult(
    "The function returned an invalid header.",
    `the ${event} function returns a wrong result: ${what}`,
  );
}
