import { createHash } from "node:crypto";
import { answerError } from "./answers";
import type { Request } from "./request";

/**
 * The UUID that a request's `Idempotency-Key` stands for, undefined without the header: the same key of the same API
 * key is the same id, and nobody else's. Version 8, a UUID of our own making (RFC 9562, 5.8).
 *
 * @throws AnswerError 400
 */
export function idempotentId({ header, apiKeyId = "" }: Pick<Request, "header" | "apiKeyId">): string | undefined {
  const key = header("Idempotency-Key");
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw answerError(400, "Idempotency-Key must be 1 to 255 visible ASCII characters");
  }
  const hex = createHash("sha256").update(`${apiKeyId}\0${key}`).digest("hex");
  const variant = ((parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
