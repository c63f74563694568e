/** Changes of S3's objects, for the services that deliver notifications of buckets. */
import { serviceKey } from "../serviceRegistry";

/** Event types of Amazon S3 User Guide, "Event notification types and destinations", without the prefix `s3:`. */
export type ObjectEventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Post"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectRemoved:DeleteMarkerCreated"
  | "ObjectTagging:Put"
  | "ObjectTagging:Delete"
  | "LifecycleExpiration:Delete"
  | "LifecycleExpiration:DeleteMarkerCreated";

/** A change of one object, after it is stored. */
export interface ObjectEvent {
  readonly name: ObjectEventName;
  readonly bucket: string;
  /** Decoded key. */
  readonly key: string;
  /** Bytes; absent for a removal. */
  readonly size: number | undefined;
  /** Without quotes; absent for a removal. */
  readonly eTag: string | undefined;
  /** Absent in a bucket without versioning. */
  readonly versionId: string | undefined;
  /** Hexadecimal digits; a later change of the same key has a greater one. */
  readonly sequencer: string;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  /** Session ARN of the caller; absent for an anonymous request and for S3 itself. */
  readonly caller: string | undefined;
  readonly requestId: string;
  /** Root of the caller's X-Ray trace. */
  readonly trace: string | undefined;
  /** X-Ray header as the caller sent it. */
  readonly traceHeader: string | undefined;
}

/** A destination that a `BucketNotification` declares. */
export interface NotificationTarget {
  readonly id: string | undefined;
  /** ARN of a function, a queue or a topic. */
  readonly arn: string;
  /** `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** The notification configuration of a bucket (Amazon S3 API Reference, PutBucketNotificationConfiguration). */
export interface BucketNotifications {
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  readonly eventBridge: boolean;
  readonly functions: readonly NotificationTarget[];
  readonly queues: readonly NotificationTarget[];
  readonly topics: readonly NotificationTarget[];
}

export interface ObjectEvents {
  /** Returns the declared configuration of a bucket; undefined if it has none. */
  notificationsOf(bucket: string): BucketNotifications | undefined;
  /** Calls the listener after each change. @returns a function that ends the subscription. */
  subscribe(listener: (event: ObjectEvent) => void): () => void;
}

export const objectEvents = serviceKey<ObjectEvents>("object events");
