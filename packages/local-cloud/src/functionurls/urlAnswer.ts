import { isObject } from "../kernel/json";
import { isSendable, type WebAnswer } from "../kernel/http/webExchange";

/** The function's answer cannot become an HTTP answer. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

type Head = Pick<WebAnswer, "status" | "headers">;

const json = ["Content-Type", "application/json"] as const;

/** Headers of the connection, which the server sets. */
const ownHeaders = ["connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"];

/** Texts of errors, apart from 502 (observed by users of function URLs; the text of 429 is an assumption). */
const messages: Readonly<Record<number, string>> = {
  403: "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

/** Returns the answer to a request that Lambda refuses. */
export function errorAnswer(status: number, message = messages[status]): WebAnswer {
  if (status === 502) return { status, headers: [json], body: Buffer.from("Internal Server Error") };
  const denied = status === 403 ? [["x-amzn-ErrorType", "AccessDeniedException"] as const] : [];
  return { status, headers: [json, ...denied], body: Buffer.from(JSON.stringify({ Message: message })) };
}

/**
 * Converts the answer of a function. Without `statusCode` the whole value is the body (Lambda Developer Guide,
 * "Invoking Lambda function URLs", response payload format).
 *
 * @throws MalformedAnswer
 */
export function urlAnswer(payload: string): WebAnswer {
  const value = parseJson(payload);
  if (!isAnswer(value)) {
    const text = typeof value === "string" ? value : payload;
    return { status: 200, headers: [json], body: Buffer.from(text) };
  }
  const { body = "", isBase64Encoded = false } = value;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { ...headOf(value), body: Buffer.from(text, isBase64Encoded === true ? "base64" : "utf8") };
}

/** Returns status and headers of a handler that does not stream, whose JSON text a streaming URL sends unchanged. */
export function unstreamedHead(payload: string): Head {
  const value = parseJson(payload);
  return isAnswer(value) ? headOf(value) : { status: 200, headers: [json] };
}

/** Converts the metadata of a streamed answer. @throws MalformedAnswer */
export function streamedHead(metadata: string): Head {
  const value = parseJson(metadata);
  if (!isObject(value)) throw new MalformedAnswer("the metadata is not an object");
  return headOf(value);
}

function isAnswer(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && value["statusCode"] !== undefined;
}

function headOf({ statusCode = 200, headers, cookies }: Readonly<Record<string, unknown>>): Head {
  const set = listOf(cookies).map((cookie): [string, string] => ["Set-Cookie", textOf(cookie)]);
  const sent = [...entriesOf(headers).filter(([name]) => !ownHeaders.includes(name.toLowerCase())), ...set];
  const unsendable = sent.find((header) => !isSendable(header));
  if (unsendable !== undefined) throw new MalformedAnswer(`HTTP cannot carry the header ${unsendable[0]}`);
  const isTyped = sent.some(([name]) => name.toLowerCase() === "content-type");
  return { status: statusOf(statusCode), headers: isTyped ? sent : [json, ...sent] };
}

function statusOf(statusCode: unknown): number {
  const status = typeof statusCode === "string" && statusCode !== "" ? Number(statusCode) : statusCode;
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new MalformedAnswer(`the statusCode is ${JSON.stringify(statusCode)}: it must be a number from 200 to 599`);
}

function entriesOf(headers: unknown): [string, string][] {
  if (headers === undefined || headers === null) return [];
  if (!isObject(headers)) throw new MalformedAnswer("the headers are not an object");
  return Object.entries(headers).map(([name, value]) => [name, textOf(value)]);
}

function listOf(cookies: unknown): unknown[] {
  if (cookies === undefined || cookies === null) return [];
  if (Array.isArray(cookies)) return cookies;
  throw new MalformedAnswer("the cookies are not a list");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Returns undefined for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
