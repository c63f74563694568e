import type { APIGatewayProxyEvent } from "aws-lambda";
import { answerError } from "./answers";

/** A body that a callback receives as it was sent, to check a signature or to read a format of its own. */
export interface RawBody {
  readonly type: "raw";
  /** Media type without parameters. The function answers 415 to any other. */
  readonly contentType: string;
  /** 1 to 4,500,000: a request to Lambda has at most 6 MB, and API Gateway encodes bytes in base64 (Lambda quotas). */
  readonly maxBytes: number;
}

/** Declares a body whose bytes the callback receives in a Buffer. */
export function rawBody<const T extends Omit<RawBody, "type">>(declaration: T): T & { readonly type: "raw" } {
  return { type: "raw", ...declaration };
}

/**
 * Returns the bytes of a body. API Gateway passes them unchanged, because the document lists the media type as binary.
 *
 * @throws AnswerError 415 for another media type, 413 above `maxBytes`.
 */
export function bytesOf(event: APIGatewayProxyEvent, contentType: string, { contentType: type, maxBytes }: RawBody) {
  if (contentType.split(";")[0]!.trim().toLowerCase() !== type) throw answerError(415, `Content-Type must be ${type}`);
  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maxBytes) throw answerError(413, "request body is too large");
  return bytes;
}
