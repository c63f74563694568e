/** The interface of S3 for API Gateway's service integrations, and for tests. */
import { serviceKey } from "../serviceRegistry";

export interface StoredObject extends Pick<ObjectDescription, "contentType" | "eTag" | "modified" | "metadata"> {
  /** Stored headers by lower-case name, such as `cache-control`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An object without its bytes. */
export interface ObjectDescription {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds of the run's clock. */
  readonly modified: number;
  readonly eTag: string;
  readonly contentType: string;
  /** User-defined metadata by lower-case name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A page of a bucket's objects in the order of their keys. */
export interface ObjectPage {
  readonly objects: readonly ObjectDescription[];
  /** Last key of the page if more objects follow. */
  readonly next: string | undefined;
}

/** Declared and stored objects. */
export interface Objects {
  /** Names of the declared buckets. */
  readonly buckets: readonly string[];
  /** Returns the objects whose keys begin with a prefix; undefined for an unknown bucket. @param after last key of a page */
  list(bucket: string, options: { readonly prefix: string; readonly after: string }): ObjectPage | undefined;
  hasBucket(bucket: string): boolean;
  /** Returns undefined if the bucket has no object with this key. */
  read(bucket: string, key: string): Promise<StoredObject | undefined>;
  /** Removes all objects and uploads, and puts the declared objects again. */
  reset(): Promise<void>;
}

export const objects = serviceKey<Objects>("objects");
