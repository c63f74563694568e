/** Headers that a browser's script may read from our answers; gateway errors expose them too. */
export const exposedHeaders = "ETag, Location, Retry-After";

/**
 * The CORS headers of an answer: for `*` static, for a listed origin its own name and `Vary: Origin`, for any other
 * origin none.
 */
export function corsHeaders(allowed: readonly string[], origin: string | undefined): Record<string, string> {
  const exposed = { "Access-Control-Expose-Headers": exposedHeaders };
  if (allowed.includes("*")) return { "Access-Control-Allow-Origin": "*", ...exposed };
  if (origin === undefined || !allowed.includes(origin)) return {};
  return { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...exposed };
}
