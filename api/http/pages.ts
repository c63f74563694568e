import { answerError } from "./answers";
import type { Request } from "./request";

export const defaultPageSize = 50;
export const maxPageSize = 100;

/** The `limit` of a listing: 1 to 100, 50 when absent. */
export function pageSize({ query }: Pick<Request, "query">): number {
  const limit = query["limit"];
  if (limit === undefined) return defaultPageSize;
  const size = /^[0-9]{1,3}$/.test(limit) ? Number(limit) : 0;
  if (size < 1 || size > maxPageSize) {
    throw answerError(400, `limit must be an integer from 1 to ${maxPageSize}`);
  }
  return size;
}

/**
 * Bytes that the items of a page may take in Lambda's answer, whose limit of 6,291,556 holds headers and braces too
 * (Lambda quotas).
 */
const maxPageBytes = 6_000_000;

/** A page as clients get it. */
export interface ItemPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | undefined;
}

/**
 * Cuts a page before Lambda would refuse it: the body is JSON inside JSON, where a control character of one stored
 * byte takes seven. The cursor then names the last item that is kept.
 */
export function cutPage<T extends { readonly id: string }>(page: {
  readonly items: readonly T[];
  readonly lastId: string | undefined;
}): ItemPage<T> {
  let bytes = 0;
  const over = page.items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    // A page holds one item at least: DynamoDB's largest, 400 KB, takes half of what there is.
    return index > 0 && bytes > maxPageBytes;
  });
  const items = over === -1 ? page.items : page.items.slice(0, over);
  const lastId = over === -1 ? page.lastId : items.at(-1)?.id;
  return { items, nextCursor: lastId === undefined ? undefined : encodeCursor(lastId) };
}

/** The last key of a page, as clients carry it: opaque to them, versioned for us. */
export function encodeCursor(id: string): string {
  return Buffer.from(JSON.stringify([1, id])).toString("base64url");
}

/**
 * The key that a `cursor` names, undefined for the first page.
 *
 * Strict: only text that `encodeCursor` could have written passes. It holds a key and nothing else, so a forged one
 * can start a page elsewhere but reach nothing that listing does not show.
 */
export function startKey({ query }: Pick<Request, "query">): string | undefined {
  const cursor = query["cursor"];
  if (cursor === undefined) return undefined;
  try {
    const [, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const bytes = typeof id === "string" ? Buffer.byteLength(id) : 0;
    // DynamoDB takes partition keys of 1 to 2048 bytes.
    if (typeof id === "string" && bytes >= 1 && bytes <= 2048 && encodeCursor(id) === cursor) return id;
  } catch {
    // Falls through to the one answer for every malformed cursor.
  }
  throw answerError(400, "cursor is not valid");
}
