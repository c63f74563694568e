import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";

/**
 * Returns the body of an event, which must be a JSON object.
 *
 * @throws AnswerError 415 for another media type, 413 above 64 KiB, 400 if it is not a JSON object in UTF-8.
 */
export function jsonBody({ body, isBase64Encoded }: APIGatewayProxyEvent, contentType: string): object {
  // A request without Content-Type is read as JSON. Every `+json` type is accepted. The charset must be UTF-8.
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const isJson =
    contentType.trim() === "" ||
    (/^application\/(?:json|[^\s/]+\+json)$/.test(type) &&
      (charset === undefined || /^charset="?utf-?8"?$/.test(charset)));
  if (!isJson) throw answerError(415, "Content-Type must be application/json");

  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  // This limits the depth and the number of values too (docs/decisions.md, "What bounds a body").
  if (bytes.length > 65_536) throw answerError(413, "request body is too large");
  const value = parseJson(isBase64Encoded ? decode(bytes) : (body ?? ""));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw answerError(400, "request body must be a JSON object");
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw answerError(400, "request body is not valid UTF-8");
  }
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    throw answerError(400, "request body is not valid JSON");
  }
}
