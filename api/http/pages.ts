import { answerError } from "./answers";
import type { Parameter } from "./schemas";

/** The query value `limit` of a listing. */
export const limit = {
  description: "Most entries to look at for this page",
  schema: { type: "integer", minimum: 1, maximum: 100, default: 50 },
} as const satisfies Parameter;

/** The query value `cursor` of a listing. */
export const cursor = {
  description: "The `nextCursor` of the page before",
  schema: { type: "string", pattern: "^[A-Za-z0-9_-]+$" },
} as const satisfies Parameter;

/** A page's `nextCursor`, as its schema describes it. */
export const nextCursor = {
  type: "string",
  description: "send it as `cursor` for the next page; absent on the last one",
} as const;

/** The attributes of a key that a cursor carries, in order, each a number or a string of at most 1,024 bytes. */
export type CursorKey = Readonly<Record<string, "S" | "N">>;

/** Values of such a key. */
export type KeyValues<K extends CursorKey> = { readonly [A in keyof K]: K[A] extends "S" ? string : number };

/** A page as DynamoDB gives it. */
export interface StoredPage<T> {
  readonly items: readonly T[];
  /** Key of the last item that DynamoDB looked at; absent on the last page. */
  readonly lastKey: Readonly<Record<string, unknown>> | undefined;
}

/** A page as clients get it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | undefined;
}

/**
 * Cuts a page before Lambda would refuse it: the body is JSON inside JSON, where a control character of one stored
 * byte takes seven. The cursor then names the last item that is kept.
 */
export function cutPage<T extends object, K extends CursorKey>(page: StoredPage<T>, key: K): Page<T> {
  // Bytes that items may take in Lambda's answer, whose 6,291,556 hold headers and braces too (Lambda quotas).
  const maxPageBytes = 6_000_000;
  let bytes = 0;
  const over = page.items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    // A page holds one item at least: DynamoDB's largest, 400 KB, takes half of what there is.
    return index > 0 && bytes > maxPageBytes;
  });
  const items = over === -1 ? page.items : page.items.slice(0, over);
  const last = over === -1 ? page.lastKey : (items.at(-1) as Readonly<Record<string, unknown>>);
  return { items, nextCursor: last && encodeCursor(last as KeyValues<K>, key) };
}

/** The last key of a page, as clients carry it: opaque to them, versioned for us. */
export function encodeCursor<K extends CursorKey>(values: KeyValues<K>, key: K): string {
  return Buffer.from(JSON.stringify([1, ...Object.keys(key).map((name) => values[name])])).toString("base64url");
}

/**
 * The key that a cursor names, undefined for the first page.
 *
 * Strict: only text that `encodeCursor` could have written passes. It holds a key and nothing else, so a forged one
 * can start a page elsewhere but reach nothing that listing does not show. For a Query it carries the sort key alone;
 * the partition key comes from the request, never from the cursor.
 *
 * @throws AnswerError 400
 */
export function startKey<K extends CursorKey>(text: string | undefined, key: K): KeyValues<K> | undefined {
  if (text === undefined) return undefined;
  const names = Object.keys(key);
  // Bytes that DynamoDB takes in a sort key; a partition key may have twice as many (DynamoDB quotas).
  const fits = (value: unknown, index: number) =>
    key[names[index]!] === "S"
      ? typeof value === "string" && value !== "" && Buffer.byteLength(value) <= 1024
      : Number.isFinite(value);
  try {
    const [, ...values] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const found = Object.fromEntries(names.map((name, index) => [name, values[index]])) as KeyValues<K>;
    if (names.every((_, index) => fits(values[index], index)) && encodeCursor(found, key) === text) return found;
  } catch {
    // Falls through to the one answer for every malformed cursor.
  }
  throw answerError(400, "cursor is not valid");
}
