import { answerError } from "./answers";
import type { Parameter } from "./schemas";

/** The query parameter `limit` of a listing. */
export const limit = {
  description: "Maximum number of entries that are read for this page",
  schema: { type: "integer", minimum: 1, maximum: 100, default: 50 },
} as const satisfies Parameter;

/** The query parameter `cursor` of a listing. */
export const cursor = {
  description: "The `nextCursor` of the previous page",
  schema: { type: "string", pattern: "^[A-Za-z0-9_-]+$" },
} as const satisfies Parameter;

/** Schema of a page's `nextCursor`. */
export const nextCursor = {
  type: "string",
  description: "the `cursor` of the next page; absent on the last page",
} as const;

/** Types of the key attributes in a cursor, in order. Strings have at most 1,024 bytes. */
export type CursorKey = Readonly<Record<string, "S" | "N">>;

/** Values of the key attributes in a cursor. */
export type KeyValues<K extends CursorKey> = { readonly [A in keyof K]: K[A] extends "S" ? string : number };

/** A page as DynamoDB returns it. */
export interface StoredPage<T> {
  readonly items: readonly T[];
  /** Key of the last item that DynamoDB read (`LastEvaluatedKey`); undefined on the last page. */
  readonly lastKey: Readonly<Record<string, unknown>> | undefined;
}

/** A page in an answer. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | undefined;
}

/**
 * Shortens a page to Lambda's limit for answers. The cursor then names the last item that remains.
 *
 * The body is a JSON string inside JSON, in which a control character of one stored byte takes seven bytes.
 */
export function cutPage<T extends object, K extends CursorKey>(page: StoredPage<T>, key: K): Page<T> {
  // Below Lambda's limit of 6,291,556 bytes (Lambda quotas), which includes headers and punctuation.
  const maxPageBytes = 6_000_000;
  let bytes = 0;
  const over = page.items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    // A page contains at least one item. DynamoDB's largest item, 400 KB, takes half of the limit.
    return index > 0 && bytes > maxPageBytes;
  });
  const items = over === -1 ? page.items : page.items.slice(0, over);
  const last = over === -1 ? page.lastKey : (items.at(-1) as Readonly<Record<string, unknown>>);
  return { items, nextCursor: last && encodeCursor(last as KeyValues<K>, key) };
}

/** Encodes a key as a cursor, which clients treat as opaque. The first element, 1, is the version of the format. */
export function encodeCursor<K extends CursorKey>(values: KeyValues<K>, key: K): string {
  return Buffer.from(JSON.stringify([1, ...Object.keys(key).map((name) => values[name])])).toString("base64url");
}

/**
 * Decodes a cursor to the key at which its page starts; returns undefined without a cursor.
 *
 * It accepts only text that `encodeCursor` can return. A forged cursor can start a page elsewhere, but it reaches no
 * item that the listing does not contain. For a Query, the cursor contains only the sort key: the partition key must
 * come from the request.
 *
 * @throws AnswerError 400 for any other text.
 */
export function startKey<K extends CursorKey>(text: string | undefined, key: K): KeyValues<K> | undefined {
  if (text === undefined) return undefined;
  const names = Object.keys(key);
  // DynamoDB's limit for a sort key is 1,024 bytes; for a partition key it is 2,048 (DynamoDB quotas).
  const fits = (value: unknown, index: number) =>
    key[names[index]!] === "S"
      ? typeof value === "string" && value !== "" && Buffer.byteLength(value) <= 1024
      : Number.isFinite(value);
  try {
    const [, ...values] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const found = Object.fromEntries(names.map((name, index) => [name, values[index]])) as KeyValues<K>;
    if (names.every((_, index) => fits(values[index], index)) && encodeCursor(found, key) === text) return found;
  } catch {
    // Not JSON: the answer is the same as for any other invalid cursor.
  }
  throw answerError(400, "cursor is not valid");
}
