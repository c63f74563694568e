import type { BucketNotifications } from "../kernel/interfaces/objectEvents";
import type { Encryption } from "./store/objectVersion";

/** A rule of a bucket's CORS configuration. */
export interface CorsRule {
  readonly id?: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number | undefined;
}

/** Public access that a bucket blocks (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"). */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** A declared bucket with its settings. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Undefined if versioning was never enabled. */
  readonly versioning: "Enabled" | "Suspended" | undefined;
  /** JSON text of the bucket policy. */
  readonly policy: string | undefined;
  readonly cors: readonly CorsRule[];
  readonly publicAccess: PublicAccessBlock;
  /** `BucketOwnerEnforced` turns ACLs off. */
  readonly ownership: string;
  /** Canned ACL of the bucket. */
  readonly acl: string;
  readonly encryption: Encryption;
  readonly lifecycle: readonly LifecycleRule[];
  readonly notifications: BucketNotifications | undefined;
}

/** The actions of an enabled lifecycle rule that remove objects. */
export interface LifecycleRule {
  readonly prefix: string;
  /** Days after which an object expires. */
  readonly days: number | undefined;
  /** Epoch milliseconds at which objects expire. */
  readonly date: number | undefined;
  /** Days after which an incomplete upload is aborted. */
  readonly abortDays: number | undefined;
}
