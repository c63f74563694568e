import type { Tools } from "./options";

/** Milliseconds of the first backoff. It doubles with each attempt. */
const baseMillis = 200;

/** Maximum milliseconds of a backoff. */
const maxBackoffMillis = 10_000;

/** Maximum milliseconds of `Retry-After`. A call does not wait longer, and throws. */
const maxRetryAfterMillis = 30_000;

/** Methods that have the same effect once or several times (RFC 9110, 9.2.2). */
const idempotentMethods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];

/** True if a repeated request has the effect of one request. */
export function isRepeatable(method: string, headers: Headers): boolean {
  return idempotentMethods.includes(method) || headers.has("Idempotency-Key");
}

/** Returns a random delay below the backoff of an attempt, so that clients do not retry at the same time. */
export function backoffMillis(attempt: number, random: Tools["random"]): number {
  return random() * Math.min(maxBackoffMillis, baseMillis * 2 ** (attempt - 1));
}

/**
 * Returns the milliseconds to wait before the next attempt; undefined if another attempt would not help.
 *
 * A 429 without `Retry-After` is a used-up quota, which a wait of seconds does not change.
 */
export function retryMillis(
  { status, headers }: Pick<Response, "status" | "headers">,
  attempt: number,
  { now, random }: Pick<Tools, "now" | "random">,
): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const after = retryAfterMillis(headers.get("Retry-After"), now);
  if (after === undefined) return status === 429 ? undefined : backoffMillis(attempt, random);
  if (after > maxRetryAfterMillis) return undefined;
  return after + backoffMillis(attempt, random);
}

/** Reads seconds or a date (RFC 9110, 10.2.3). Returns undefined for other text. */
function retryAfterMillis(text: string | null, now: Tools["now"]): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}
