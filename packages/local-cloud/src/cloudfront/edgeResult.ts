import { isObject, type JsonObject } from "../kernel/json";
import { fromEventHeaders, invalidResult, wrongResult } from "./edgeHeaders";
import { readOrigin } from "./edgeOrigin";
import type { EdgeError } from "./errorPage";
import type { HeaderLines } from "./headers";
import type { EdgeAnswer, EventType, Origin, ViewerRequest } from "./model";

/** Bytes of a response that a function generates, and of a body that it replaces ("Quotas on Lambda@Edge"). */
const maxBytes: Readonly<Record<EventType, number>> = {
  "viewer-request": 40_960,
  "origin-request": 1_048_576,
  "origin-response": 1_048_576,
  "viewer-response": 40_960,
};

/** Characters of URI and query string together ("Quotas on Lambda@Edge"). */
const maxTarget = 8_192;

/** A request that continues, or a response that a function generates. */
export type RequestResult =
  | { readonly request: ViewerRequest; readonly origin: Origin | undefined; readonly response?: undefined }
  | { readonly response: EdgeAnswer };

/** Returns the result of a function of a request event. @throws EdgeError if CloudFront rejects it. */
export function readRequestResult(
  result: unknown,
  type: EventType,
  before: { readonly request: ViewerRequest; readonly origin: Origin | undefined; readonly includesBody: boolean },
): RequestResult {
  if (!isObject(result)) throw wrongResult(type, "it is neither a request nor a response");
  if (result["status"] !== undefined) return { response: generatedResponse(result, type) };
  const { uri, querystring } = result;
  if (typeof uri !== "string" || !uri.startsWith("/")) throw wrongResult(type, "uri does not begin with /");
  if (querystring !== undefined && typeof querystring !== "string")
    throw wrongResult(type, "querystring is not a string");
  const query = (querystring ?? "").replace(/^\?/, "");
  if (uri.length + query.length >= maxTarget)
    throw wrongResult(type, `uri and querystring have ${maxTarget} characters or more`);
  if (/[\s\x00-\x1f\x7f]/.test(uri + query))
    throw wrongResult(type, "uri or querystring contains a space or a control character");
  if (query.includes("#")) throw wrongResult(type, "querystring contains the fragment identifier #");
  const headers = fromEventHeaders(result["headers"], type, before.request.headers);
  const body = replacedBody(result["body"], type, before.includesBody) ?? before.request.body;
  const origin = before.origin && readOrigin(result["origin"], before.origin, { type, headers });
  return { request: { ...before.request, uri: inUtf8(uri), query: inUtf8(query), headers, body }, origin };
}

/** Percent-encodes the characters outside ASCII (the same page, "URI, query string, and headers encoding"). */
function inUtf8(text: string): string {
  return text.replace(/[^\x00-\x7f]+/g, (part) =>
    Buffer.from(part).toString("hex").toUpperCase().replace(/../g, "%$&"),
  );
}

/** Returns the result of a function of a response event. @throws EdgeError if CloudFront rejects it. */
export function readResponseResult(result: unknown, type: EventType, before: EdgeAnswer): EdgeAnswer {
  if (!isObject(result)) throw wrongResult(type, "it is not a response");
  const status = statusOf(result["status"], type);
  if (type === "viewer-response" && status !== before.status) {
    throw wrongResult(
      type,
      `it changes the status from ${before.status} to ${status}, which only an origin-response function may`,
    );
  }
  const headers = fromEventHeaders(result["headers"], type, before.headers);
  const body = type === "viewer-response" ? undefined : bodyOf(result, type);
  return {
    status,
    statusText: descriptionOf(result, type),
    // The length belongs to the body, whatever the function makes of the header.
    headers: [...dropLength(headers), ...(body === undefined ? lengthIn(before.headers) : [])],
    body: body ?? before.body,
  };
}

function generatedResponse(result: JsonObject, type: EventType): EdgeAnswer {
  const status = statusOf(result["status"], type);
  // A generated response follows the rules of responses: Host is no header of it.
  const headers = fromEventHeaders(result["headers"], "origin-response", []);
  const body = bodyOf(result, type) ?? Buffer.alloc(0);
  const size = body.length + headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > maxBytes[type])
    throw bodyError(type, `the response has ${size} bytes, and at most ${maxBytes[type]} are allowed`);
  return {
    status,
    statusText: descriptionOf(result, type),
    headers: dropLength(headers),
    body,
  };
}

function statusOf(value: unknown, type: EventType): number {
  const status = Number(value);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw wrongResult(type, `status is ${JSON.stringify(value)}, and must be from 200 to 599`);
  }
  return status;
}

/** Returns the reason phrase, which HTTP limits to visible characters, spaces and tabs (RFC 9112, 4). */
function descriptionOf({ statusDescription }: JsonObject, type: EventType): string | undefined {
  if (statusDescription === undefined || statusDescription === null) return undefined;
  if (typeof statusDescription === "string" && /^[\t\x20-\x7e\x80-\xff]*$/.test(statusDescription)) {
    return statusDescription;
  }
  throw wrongResult(type, `statusDescription is ${JSON.stringify(statusDescription)}, and must be a line of text`);
}

function bodyOf({ body, bodyEncoding = "text" }: JsonObject, type: EventType): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== "string") throw bodyError(type, "body is not a string");
  return decoded(body, bodyEncoding, type);
}

function replacedBody(value: unknown, type: EventType, includesBody: boolean): Buffer | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw bodyError(type, "body is not an object");
  const { action = "read-only" } = value;
  if (action === "read-only") return undefined;
  if (action !== "replace") {
    throw wrongResult(type, `body.action is ${JSON.stringify(action)}, and must be read-only or replace`);
  }
  if (!includesBody) throw wrongResult(type, "it replaces the body, and its association does not include the body");
  const { data, encoding } = value;
  if (typeof data !== "string") throw bodyError(type, "body.data is not a string");
  return decoded(data, encoding ?? "text", type);
}

function decoded(text: string, encoding: unknown, type: EventType): Buffer {
  if (encoding !== "text" && encoding !== "base64")
    throw wrongResult(type, `the encoding of the body is ${JSON.stringify(encoding)}`);
  const bytes = Buffer.from(text, encoding === "text" ? "utf8" : "base64");
  if (bytes.length > maxBytes[type]) {
    throw bodyError(type, `the body has ${bytes.length} bytes, and at most ${maxBytes[type]} are allowed`);
  }
  return bytes;
}

function dropLength(headers: HeaderLines): HeaderLines {
  return headers.filter(([name]) => name.toLowerCase() !== "content-length");
}

function lengthIn(headers: HeaderLines): HeaderLines {
  return headers.filter(([name]) => name.toLowerCase() === "content-length");
}

function bodyError(type: EventType, what: string): EdgeError {
  const detail = "The body is not a string, is not an object, or exceeds the maximum size.";
  return invalidResult(detail, `the ${type} function returns a wrong result: ${what}`);
}
