import { internalServerError, type GatewayError } from "../exchange/errors";
import { isSendable, requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { answeredHeaders } from "../exchange/headerNames";
import { matchesMediaType } from "../exchange/mediaTypes";

const allowedKeys = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/** Keys of the metadata of a streamed answer (API Gateway Developer Guide, "Lambda proxy integration format for response streaming"). */
const streamedKeys = ["statusCode", "headers", "multiValueHeaders", "cookies"];

/**
 * The HTTP answer that a function's proxy response means.
 *
 * @throws GatewayError 502 for anything that API Gateway calls malformed (recorded: proxy-responses/*).
 */
export function proxyAnswer(payload: string, exchange: Exchange): GatewayAnswer {
  const response = parsed(payload, allowedKeys);
  const status = statusOf(response["statusCode"]);
  const headers = responseHeaders(response["headers"], response["multiValueHeaders"]);
  const { body = "", isBase64Encoded = false } = response;
  if (body !== null && typeof body !== "string") throw malformed("has a body that is no text");
  if (typeof isBase64Encoded !== "boolean") throw malformed("has an isBase64Encoded that is no boolean");
  const accepted = requestHeader(exchange.request, "Accept");
  const decode = isBase64Encoded && accepted !== undefined && matchesMediaType(exchange.api.binaryMediaTypes, accepted);
  return { status, headers, body: Buffer.from(body ?? "", decode ? "base64" : "utf8") };
}

/** The status and headers that the metadata of a streamed answer means. @throws GatewayError 502 for malformed metadata */
export function streamedHead(metadata: string): Pick<GatewayAnswer, "status" | "headers"> {
  const response = parsed(metadata, streamedKeys);
  const { cookies = [] } = response;
  if (!Array.isArray(cookies)) throw malformed("has cookies that are no list");
  const headers = responseHeaders(response["headers"], response["multiValueHeaders"]);
  const set = cookies.map((cookie): [string, string] => ["Set-Cookie", String(cookie)]);
  if (!set.every(isSendable)) throw malformed("has a cookie that HTTP cannot carry");
  return { status: statusOf(response["statusCode"]), headers: [...headers, ...set] };
}

export function malformed(what: string): GatewayError {
  return internalServerError(502, `the function's answer ${what}`, "DEFAULT_5XX");
}

function parsed(payload: string, keys: readonly string[]): Record<string, unknown> {
  const response = jsonOf(payload);
  if (typeof response !== "object" || response === null || Array.isArray(response)) throw malformed("is no object");
  const other = Object.keys(response).find((key) => !keys.includes(key));
  if (other !== undefined) throw malformed(`has the key ${other}`);
  return response as Record<string, unknown>;
}

/** Undefined for what is no JSON, as a stream may be. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function statusOf(statusCode: unknown): number {
  if (statusCode === undefined) return 200;
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  if (typeof status !== "number" || !Number.isInteger(status) || status < 200 || status > 599) {
    throw malformed(`has the statusCode ${JSON.stringify(statusCode)}`);
  }
  return status;
}

/** Multi-value headers first and with their casing, then the single ones. */
function responseHeaders(single: unknown, multi: unknown): [string, string][] {
  const headers: [string, string][] = [];
  for (const [name, values] of entriesOf(multi)) {
    if (!Array.isArray(values)) throw malformed(`has multiValueHeaders whose ${name} is no list`);
    headers.push(...values.map((value): [string, string] => [name, String(value)]));
  }
  for (const [name, value] of entriesOf(single)) {
    const known = headers.find(([other]) => other.toLowerCase() === name.toLowerCase());
    headers.push([known?.[0] ?? name, String(value)]);
  }
  const sent = answeredHeaders(headers);
  const unsendable = sent.find((header) => !isSendable(header));
  if (unsendable !== undefined) throw malformed(`has a header ${unsendable[0]} that HTTP cannot carry`);
  const typed = sent.some(([name]) => name.toLowerCase() === "content-type");
  return typed ? sent : [["Content-Type", "application/json"], ...sent];
}

function entriesOf(map: unknown): [string, unknown][] {
  if (map === undefined || map === null) return [];
  if (typeof map !== "object" || Array.isArray(map)) throw malformed("has headers that are no map");
  return Object.entries(map);
}
