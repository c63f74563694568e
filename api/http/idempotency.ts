import { createHash } from "node:crypto";
import type { Caller } from "./caller";
import type { Parameter } from "./schemas";

/** The header with which clients can repeat a POST. */
export const idempotencyKey = {
  description:
    "Makes the request safe to repeat: the same key with the same body creates nothing twice and returns the same answer. " +
    "After a DELETE, it creates the resource again",
  schema: { type: "string", pattern: "^[!-~]{1,255}$", description: "1 to 255 visible ASCII characters" },
  example: "order-4711",
} as const satisfies Parameter;

/**
 * Derives a UUID from an `Idempotency-Key` and its caller; returns undefined without a key. Different callers get
 * different ids for the same key. The UUID has version 8, which RFC 9562 (5.8) leaves to applications.
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
