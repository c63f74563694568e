import { objects, type StoredObject } from "../../kernel/interfaces/objects";
import type { Run } from "../../kernel/service";
import type { Observer } from "../record/observer";

/** Maximum size of an object whose content the page shows, in bytes. */
const maxShown = 65_536;

/** Returns the names of the buckets, a page of a bucket's objects, or with `?key=` the content of an object. */
export async function askBuckets(
  { registry }: Run,
  observer: Observer,
  { bucket, query }: { readonly bucket: string; readonly query: URLSearchParams },
): Promise<object | undefined> {
  const stored = registry.use(objects);
  if (bucket === "") return stored.buckets;
  const key = query.get("key");
  if (key === null) return stored.list(bucket, { prefix: query.get("prefix") ?? "", after: query.get("after") ?? "" });
  const described = stored.list(bucket, { prefix: key, after: "" })?.objects.find((each) => each.key === key);
  if (described === undefined) return undefined;
  if (described.size > maxShown) return { hidden: `the object has more than ${maxShown} bytes` };
  const found = await stored.read(bucket, key);
  return found && contentOf(found, observer);
}

/** Returns the content of a text, or why it is not shown. */
function contentOf({ body, contentType }: StoredObject, observer: Observer): object {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return { text: observer.hide(text) };
  } catch {
    return { hidden: `the content, ${contentType}, is no text` };
  }
}
