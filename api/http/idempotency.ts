import { createHash } from "node:crypto";
import type { Caller } from "./caller";
import type { Parameter } from "./schemas";

/** The header of a POST that may be sent again. */
export const idempotencyKey = {
  description:
    "Sent again with the same body, the request is answered again and nothing is made twice; " +
    "once what it made is deleted, it makes it again",
  schema: { type: "string", pattern: "^[!-~]{1,255}$", description: "1 to 255 visible ASCII characters" },
  example: "order-4711",
} as const satisfies Parameter;

/**
 * The UUID that an `Idempotency-Key` stands for, undefined without one: the same key of the same caller is the same id,
 * and nobody else's. Version 8, a UUID of our own making (RFC 9562, 5.8).
 */
export function idempotentId(key: string | undefined, caller: Pick<Caller, "id">): string | undefined {
  if (key === undefined) return undefined;
  const hex = createHash("sha256").update(`${caller.id}\0${key}`).digest("hex");
  const variant = ((parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
