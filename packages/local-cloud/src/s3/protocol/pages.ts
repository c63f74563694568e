import { compareKeys } from "../store/objectStore";
import { S3Error } from "./errors";

export interface PageQuery {
  readonly prefix: string;
  /** Empty without a delimiter. */
  readonly delimiter: string;
  /** Last key or common prefix of the page before; empty for the first page. */
  readonly after: string;
  /** Maximum number of keys and common prefixes. */
  readonly max: number;
}

/** A page of a listing (Amazon S3 User Guide, "Organizing objects using prefixes"). */
export interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** Last key or common prefix, at which the next page continues; undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * Returns a page of sorted keys.
 *
 * @param isListed returns false for keys that are left out.
 */
export function pageOf(sorted: readonly string[], query: PageQuery, isListed: (key: string) => boolean): Page {
  const { prefix, delimiter, after, max } = query;
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = "";
  for (let at = startOf(sorted, compareKeys(after, prefix) > 0 ? after : prefix); at < sorted.length; at += 1) {
    const key = sorted[at]!;
    if (!key.startsWith(prefix)) break;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const group = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    const name = group ?? key;
    const isShown = key === after || name === after || (group !== undefined && group === prefixes.at(-1));
    if (isShown || !isListed(key)) continue;
    if (keys.length + prefixes.length >= max) return { keys, prefixes, next: last };
    (group === undefined ? keys : prefixes).push(name);
    last = name;
  }
  return { keys, prefixes, next: undefined };
}

/** Returns the position of the first key that is not before a text. */
function startOf(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(sorted[middle]!, text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Largest page (Amazon S3 API Reference, ListObjectsV2, `max-keys`). */
const maxPage = 1_000;

/** Returns the size of a page. @throws S3Error */
export function pageSize(given: number | undefined): number {
  return Math.min(given ?? maxPage, maxPage);
}

/** Returns a function that encodes names as `encoding-type` says. @throws S3Error */
export function nameEncoding(type: string | undefined): (name: string) => string {
  if (type === undefined) return (name) => name;
  if (type !== "url") {
    throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", {
      members: { ArgumentName: "encoding-type", ArgumentValue: type },
    });
  }
  return (name) =>
    encodeURIComponent(name)
      .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%2F", "/")
      .replaceAll("%20", "+");
}
