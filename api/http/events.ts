import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";

/** The value of a request header, whatever the casing the client chose: HTTP/2 clients send lower case. */
export function header(event: APIGatewayProxyEvent, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const found = Object.keys(event.headers ?? {}).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : event.headers[found];
}

/** A body larger than this many bytes is refused before it is parsed. */
const maxBodyBytes = 65_536;

/**
 * The request body as a JSON object.
 *
 * @throws AnswerError 415 for another media type, 413 above 64 KiB, 400 for text that is no JSON object.
 */
export function jsonObject(event: APIGatewayProxyEvent): Record<string, unknown> {
  requireJson(header(event, "Content-Type"));
  const text = bodyText(event);
  if (text === "") throw answerError(400, "request body must be a JSON object");
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw answerError(400, "request body must be a JSON object");
  }
  return value as Record<string, unknown>;
}

/** A missing Content-Type means JSON; so does any `+json` type, as long as the charset is UTF-8. */
function requireJson(contentType: string | undefined): void {
  if (contentType === undefined || contentType.trim() === "") return;
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const json = /^application\/(?:json|[^\s/]+\+json)$/.test(type);
  if (!json || (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))) {
    throw answerError(415, "Content-Type must be application/json");
  }
}

function bodyText(event: APIGatewayProxyEvent): string {
  const body = event.body ?? "";
  const bytes = Buffer.from(body, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maxBodyBytes) throw answerError(413, "request body is too large");
  if (!event.isBase64Encoded) return body;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw answerError(400, "request body is not valid UTF-8");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw answerError(400, "request body is not valid JSON");
  }
}
