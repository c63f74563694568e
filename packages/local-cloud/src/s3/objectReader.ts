import type { Objects, StoredObject } from "../kernel/objects";
import type { Bucket } from "./bucket";
import { defaultContentType } from "./operations/attributes";
import { bytesOf } from "./store/blobs";
import type { ObjectStore } from "./store/objectStore";

/** The objects of a run for other services. */
export class ObjectReader implements Objects {
  constructor(
    private readonly buckets: () => ReadonlyMap<string, Bucket>,
    private readonly store: () => ObjectStore,
    private readonly putDeclared: () => Promise<void>,
  ) {}

  hasBucket(bucket: string): boolean {
    return this.buckets().has(bucket);
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
    return { contentType: found.headers["content-type"] ?? defaultContentType, body };
  }
}
