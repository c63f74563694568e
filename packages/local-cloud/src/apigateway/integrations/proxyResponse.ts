import { internalServerError, type GatewayError } from "../exchange/errors";
import { requestHeader, type Exchange, type GatewayAnswer } from "../exchange/exchange";
import { isSendable } from "../../kernel/http/webExchange";
import { remapHeaders } from "../exchange/headerNames";
import { matchesMediaType } from "../exchange/mediaTypes";

const allowedKeys = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/**
 * Keys that the metadata of a streamed answer may contain (API Gateway Developer Guide, "Lambda proxy integration
 * format for response streaming").
 */
const streamedKeys = ["statusCode", "headers", "multiValueHeaders", "cookies"];

/**
 * Converts a function's proxy response to an HTTP answer.
 *
 * @throws GatewayError 502 for a response that API Gateway rejects as malformed (recorded: proxy-responses/*).
 */
export function parseProxyAnswer(payload: string, exchange: Exchange): GatewayAnswer {
  const response = parseObject(payload, allowedKeys);
  const status = statusOf(response["statusCode"]);
  const headers = responseHeaders(response["headers"], response["multiValueHeaders"]);
  const { body = "", isBase64Encoded = false } = response;
  if (body !== null && typeof body !== "string") throw malformedAnswer("has a body that is not a string");
  if (typeof isBase64Encoded !== "boolean") throw malformedAnswer("has an isBase64Encoded that is not a boolean");
  const accepted = requestHeader(exchange.request, "Accept");
  const decode = isBase64Encoded && accepted !== undefined && matchesMediaType(exchange.api.binaryMediaTypes, accepted);
  return { status, headers, body: Buffer.from(body ?? "", decode ? "base64" : "utf8") };
}

/** Converts the metadata of a streamed answer. @throws GatewayError 502 for malformed metadata. */
export function parseStreamHead(metadata: string): Pick<GatewayAnswer, "status" | "headers"> {
  const response = parseObject(metadata, streamedKeys);
  const { cookies = [] } = response;
  if (!Array.isArray(cookies)) throw malformedAnswer("has cookies that are not a list");
  const headers = responseHeaders(response["headers"], response["multiValueHeaders"]);
  const set = cookies.map((cookie): [string, string] => ["Set-Cookie", String(cookie)]);
  if (!set.every(isSendable)) throw malformedAnswer("has a cookie that HTTP cannot carry");
  return { status: statusOf(response["statusCode"]), headers: [...headers, ...set] };
}

export function malformedAnswer(what: string): GatewayError {
  return internalServerError(502, `the function's answer ${what}`, "DEFAULT_5XX");
}

function parseObject(payload: string, keys: readonly string[]): Record<string, unknown> {
  const response = parseJson(payload);
  if (typeof response !== "object" || response === null || Array.isArray(response))
    throw malformedAnswer("is not an object");
  const other = Object.keys(response).find((key) => !keys.includes(key));
  if (other !== undefined) throw malformedAnswer(`has the key ${other}`);
  return response as Record<string, unknown>;
}

/** Returns undefined for invalid JSON, which a stream can contain. */
function parseJson(text: string): unknown {
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
    throw malformedAnswer(`has the statusCode ${JSON.stringify(statusCode)}`);
  }
  return status;
}

/** Returns multi-value headers, then single ones. A name in both has the casing of the multi-value header. */
function responseHeaders(single: unknown, multi: unknown): [string, string][] {
  const headers: [string, string][] = [];
  for (const [name, values] of entriesOf(multi)) {
    if (!Array.isArray(values)) throw malformedAnswer(`has multiValueHeaders in which ${name} is not a list`);
    headers.push(...values.map((value): [string, string] => [name, String(value)]));
  }
  for (const [name, value] of entriesOf(single)) {
    const known = headers.find(([other]) => other.toLowerCase() === name.toLowerCase());
    headers.push([known?.[0] ?? name, String(value)]);
  }
  const sent = remapHeaders(headers);
  const unsendable = sent.find((header) => !isSendable(header));
  if (unsendable !== undefined) throw malformedAnswer(`has a header ${unsendable[0]} that HTTP cannot carry`);
  const typed = sent.some(([name]) => name.toLowerCase() === "content-type");
  return typed ? sent : [["Content-Type", "application/json"], ...sent];
}

function entriesOf(map: unknown): [string, unknown][] {
  if (map === undefined || map === null) return [];
  if (typeof map !== "object" || Array.isArray(map)) throw malformedAnswer("has headers that are not an object");
  return Object.entries(map);
}
