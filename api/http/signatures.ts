import { createHmac, timingSafeEqual } from "node:crypto";

export interface SignedPayload {
  readonly payload: string | Uint8Array;
  /** As the sender wrote it, without a prefix such as `sha256=`. */
  readonly signature: string;
  readonly secret: string;
  /** Default: `hex`. */
  readonly encoding?: "hex" | "base64";
}

/**
 * True if a signature is the HMAC-SHA-256 of a payload. The comparison takes the same time for every signature of the
 * right length, which therefore reveals nothing about the secret.
 */
export function hasValidSignature({ payload, signature, secret, encoding = "hex" }: SignedPayload): boolean {
  const expected = createHmac("sha256", secret).update(payload).digest();
  const given = Buffer.from(signature, encoding);
  // Node.js ignores characters that do not belong to the encoding, so the text is compared in length too.
  const length = encoding === "hex" ? 64 : 44;
  return signature.length === length && given.length === expected.length && timingSafeEqual(given, expected);
}
