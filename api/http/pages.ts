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
