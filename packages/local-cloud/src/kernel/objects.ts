/** What S3 offers to API Gateway. */
import { serviceKey } from "./serviceRegistry";

export interface StoredObject {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The objects that a program declares. */
export interface Objects {
  hasBucket(bucket: string): boolean;
  /** Undefined where the bucket holds none under that key. */
  read(bucket: string, key: string): Promise<StoredObject | undefined>;
}

export const objects = serviceKey<Objects>("objects");
