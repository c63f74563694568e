/** The interface of S3 for API Gateway's service integrations, and for tests. */
import { serviceKey } from "./serviceRegistry";

export interface StoredObject {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Declared and stored objects. */
export interface Objects {
  hasBucket(bucket: string): boolean;
  /** Returns undefined if the bucket has no object with this key. */
  read(bucket: string, key: string): Promise<StoredObject | undefined>;
  /** Removes all objects and uploads, and puts the declared objects again. */
  reset(): Promise<void>;
}

export const objects = serviceKey<Objects>("objects");
