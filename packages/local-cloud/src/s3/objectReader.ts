import type { ObjectDescription, ObjectPage, Objects, StoredObject } from "../kernel/interfaces/objects";
import type { Bucket } from "./bucket";
import { defaultContentType } from "./operations/attributes";
import { bytesOf } from "./store/blobs";
import { compareKeys, type ObjectStore } from "./store/objectStore";
import type { ObjectVersion } from "./store/objectVersion";

/** Number of objects in a page. */
const pageObjects = 50;

/** The objects of a run for other services. */
export class ObjectReader implements Objects {
  constructor(
    private readonly declared: () => ReadonlyMap<string, Bucket>,
    private readonly store: () => ObjectStore,
    private readonly putDeclared: () => Promise<void>,
  ) {}

  get buckets(): readonly string[] {
    return [...this.declared().keys()];
  }

  list(bucket: string, { prefix, after }: { readonly prefix: string; readonly after: string }): ObjectPage | undefined {
    if (!this.hasBucket(bucket)) return undefined;
    const store = this.store();
    const found: ObjectDescription[] = [];
    for (const key of store.keys(bucket)) {
      if (!key.startsWith(prefix) || (after !== "" && compareKeys(key, after) <= 0)) continue;
      const version = store.current(bucket, key);
      if (version === undefined) continue;
      if (found.length === pageObjects) return { objects: found, next: found.at(-1)!.key };
      found.push(descriptionOf(key, version));
    }
    return { objects: found, next: undefined };
  }

  hasBucket(bucket: string): boolean {
    return this.declared().has(bucket);
  }

  async reset(): Promise<void> {
    this.store().clear();
    await this.putDeclared();
  }

  async read(bucket: string, key: string): Promise<StoredObject | undefined> {
    const store = this.store();
    const found = this.hasBucket(bucket) ? store.current(bucket, key) : undefined;
    if (found === undefined) return undefined;
    const body = await bytesOf(store.blobs, found.segments, { first: 0, last: found.size - 1 });
    const { headers, eTag, modified, metadata } = found;
    return { contentType: headers["content-type"] ?? defaultContentType, headers, eTag, modified, metadata, body };
  }
}

function descriptionOf(key: string, { size, modified, eTag, headers, metadata }: ObjectVersion): ObjectDescription {
  return { key, size, modified, eTag, contentType: headers["content-type"] ?? defaultContentType, metadata };
}
