import { hasValidSignature } from "../http/signatures";

/** Seconds by which a signed time may differ from ours. Stripe's libraries use the same tolerance. */
const toleranceSeconds = 300;

/**
 * True for a header `Stripe-Signature` (`t=TIME,v1=HEX`, docs.stripe.com/webhooks/signature) that signs the body, and that is
 * at most five minutes old. A header may contain several signatures while the secret changes.
 */
export function isFromStripe(header: string, body: Buffer, { secret, now }: { secret: string; now: number }): boolean {
  const parts = header.split(",").map((part) => part.split("=") as [string, string | undefined]);
  const time = parts.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,12}$/.test(time) || Math.abs(now / 1000 - Number(time)) > toleranceSeconds) return false;
  const payload = Buffer.concat([Buffer.from(`${time}.`), body]);
  return parts.some(([name, signature = ""]) => name === "v1" && hasValidSignature({ payload, signature, secret }));
}
