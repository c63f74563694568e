/** The interface of S3 for API Gateway's service integrations. */
import { serviceKey } from "./serviceRegistry";

export interface StoredObject {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Objects that a program declares. */
export interface Objects {
  hasBucket(bucket: string): boolean;
  /** Returns undefined if the bucket has no object with this key. */
  read(bucket: string, key: string): Promise<StoredObject | undefined>;
}

export const objects = serviceKey<Objects>("objects");
