import { isObject, type JsonObject } from "../kernel/json";
import { fromEventHeaders, invalidResult } from "./edgeHeaders";
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
  if (!isObject(result)) throw wrong(type, "it is neither a request nor a response");
  if (result["status"] !== undefined) return { response: generatedResponse(result, type) };
  const { uri, querystring } = result;
  if (typeof uri !== "string" || !uri.startsWith("/")) throw wrong(type, "uri does not begin with /");
  if (querystring !== undefined && typeof querystring !== "string") throw wrong(type, "querystring is not a string");
  const query = (querystring ?? "").replace(/^\?/, "");
  if (uri.length + query.length >= maxTarget)
    throw wrong(type, `uri and querystring have ${maxTarget} characters or more`);
  if (/[\s\x00-\x1f\x7f]/.test(uri + query))
    throw wrong(type, "uri or querystring contains a space or a control character");
  const headers = fromEventHeaders(result["headers"], type, before.request.headers);
  const body = replacedBody(result["body"], type, before.includesBody) ?? before.request.body;
  const origin = before.origin && changedOrigin(result["origin"], before.origin, type);
  return { request: { ...before.request, uri, query, headers, body }, origin };
}

/** Returns the result of a function of a response event. @throws EdgeError if CloudFront rejects it. */
export function readResponseResult(result: unknown, type: EventType, before: EdgeAnswer): EdgeAnswer {
  if (!isObject(result)) throw wrong(type, "it is not a response");
  const status = statusOf(result["status"], type);
  if (type === "viewer-response" && status !== before.status) {
    throw wrong(
      type,
      `it changes the status from ${before.status} to ${status}, which only an origin-response function may`,
    );
  }
  const { statusDescription } = result;
  const headers = fromEventHeaders(result["headers"], type, before.headers);
  const body = type === "viewer-response" ? undefined : bodyOf(result, type);
  return {
    status,
    statusText: typeof statusDescription === "string" ? statusDescription : undefined,
    headers: body === undefined ? headers : dropLength(headers),
    body: body ?? before.body,
  };
}

function generatedResponse(result: JsonObject, type: EventType): EdgeAnswer {
  const status = statusOf(result["status"], type);
  const { statusDescription } = result;
  // A generated response follows the rules of responses: Host is no header of it.
  const headers = fromEventHeaders(result["headers"], "origin-response", []);
  const body = bodyOf(result, type) ?? Buffer.alloc(0);
  const size = body.length + headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > maxBytes[type])
    throw bodyError(type, `the response has ${size} bytes, and at most ${maxBytes[type]} are allowed`);
  return {
    status,
    statusText: typeof statusDescription === "string" ? statusDescription : undefined,
    headers: dropLength(headers),
    body,
  };
}

function statusOf(value: unknown, type: EventType): number {
  const status = Number(value);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw wrong(type, `status is ${JSON.stringify(value)}, and must be from 200 to 599`);
  }
  return status;
}

function bodyOf({ body, bodyEncoding = "text" }: JsonObject, type: EventType): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== "string") throw bodyError(type, "body is not a string");
  return decoded(body, bodyEncoding, type);
}

function replacedBody(value: unknown, type: EventType, includesBody: boolean): Buffer | undefined {
  if (!isObject(value) || value["action"] !== "replace") return undefined;
  if (!includesBody) throw wrong(type, "it replaces the body, and its association does not include the body");
  const { data, encoding } = value;
  if (typeof data !== "string") throw bodyError(type, "body.data is not a string");
  return decoded(data, encoding ?? "text", type);
}

function decoded(text: string, encoding: unknown, type: EventType): Buffer {
  if (encoding !== "text" && encoding !== "base64")
    throw wrong(type, `the encoding of the body is ${JSON.stringify(encoding)}`);
  const bytes = Buffer.from(text, encoding === "text" ? "utf8" : "base64");
  if (bytes.length > maxBytes[type]) {
    throw bodyError(type, `the body has ${bytes.length} bytes, and at most ${maxBytes[type]} are allowed`);
  }
  return bytes;
}

function changedOrigin(value: unknown, before: Origin, type: EventType): Origin {
  if (value === undefined || value === null) return before;
  if (!isObject(value)) throw wrong(type, "origin is not an object");
  const { custom, s3 } = value;
  if (isObject(custom) === isObject(s3)) throw wrong(type, "origin must contain one of custom and s3");
  const changed = (isObject(custom) ? custom : s3) as JsonObject;
  const { domainName, path, port, protocol, readTimeout } = changed;
  if (typeof domainName !== "string" || domainName === "") throw wrong(type, "the origin has no domainName");
  const secure = protocol === undefined ? before.protocolPolicy !== "http-only" : protocol !== "http";
  const ports = typeof port === "number" ? { httpPort: port, httpsPort: port } : {};
  return {
    ...before,
    ...ports,
    domainName,
    path: typeof path === "string" ? path.replace(/\/$/, "") : "",
    customHeaders: fromEventHeaders(changed["customHeaders"], "origin-response", []),
    protocolPolicy: secure ? "https-only" : "http-only",
    readTimeout: typeof readTimeout === "number" ? readTimeout : before.readTimeout,
    isBucket: isObject(s3),
  };
}

function dropLength(headers: HeaderLines): HeaderLines {
  return headers.filter(([name]) => name.toLowerCase() !== "content-length");
}

function wrong(type: EventType, what: string): EdgeError {
  return invalidResult(
    "The function returned an invalid value.",
    `the ${type} function returns a wrong result: ${what}`,
  );
}

function bodyError(type: EventType, what: string): EdgeError {
  const detail = "The body is not a string, is not an object, or exceeds the maximum size.";
  return invalidResult(detail, `the ${type} function returns a wrong result: ${what}`);
}
