/** Lists of AWS's APIs in pages. The token of the next page is its position, which clients pass on unread. */

/** Returns the position in a token; undefined for a text that is no token. The first page has no token. */
export function positionIn(token: string | undefined): number | undefined {
  if (token === undefined) return 0;
  const position = Number(Buffer.from(token, "base64url").toString());
  return Number.isSafeInteger(position) && position >= 0 ? position : undefined;
}

/** Returns a page, and the token of the next one; undefined for the last page. */
export function cutPage<T>(
  all: readonly T[],
  { from, size }: { readonly from: number; readonly size: number },
): { page: T[]; next: string | undefined } {
  const end = from + size;
  return {
    page: all.slice(from, end),
    next: end < all.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}
