import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";

/**
 * The body of an event as a JSON object.
 *
 * @throws AnswerError 415 for another media type, 413 above 64 KiB, 400 for text that is no JSON object.
 */
export function jsonBody({ body, isBase64Encoded }: APIGatewayProxyEvent, contentType: string): object {
  // A missing Content-Type means JSON; so does any `+json` type, as long as the charset is UTF-8.
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  const isJson =
    contentType.trim() === "" ||
    (/^application\/(?:json|[^\s/]+\+json)$/.test(type) &&
      (charset === undefined || /^charset="?utf-?8"?$/.test(charset)));
  if (!isJson) throw answerError(415, "Content-Type must be application/json");

  const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
  // Which bounds its depth and its count too (docs/decisions.md, "What bounds a body").
  if (bytes.length > 65_536) throw answerError(413, "request body is too large");
  const text = () => {
    try {
      return isBase64Encoded ? new TextDecoder("utf-8", { fatal: true }).decode(bytes) : (body ?? "");
    } catch {
      throw answerError(400, "request body is not valid UTF-8");
    }
  };
  const parsed = (json: string): unknown => {
    try {
      return json === "" ? undefined : JSON.parse(json);
    } catch {
      throw answerError(400, "request body is not valid JSON");
    }
  };
  const value = parsed(text());
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw answerError(400, "request body must be a JSON object");
}
