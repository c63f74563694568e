/** Declaration of a private bucket of S3. */
export interface BucketDeclaration {
  readonly kind: "bucket";
  /** Permanent: another name replaces the bucket and deletes its objects. */
  readonly logicalName: string;
}

/** IAM actions on a bucket itself (Service Authorization Reference, "Actions defined by Amazon S3"). */
const actionsOnBucket = ["ListBucket", "ListBucketMultipartUploads", "ListBucketVersions"] as const;

/** IAM actions on a bucket's objects. A multipart upload requires PutObject, a copy requires GetObject and PutObject. */
const actionsOnObjects = [
  "AbortMultipartUpload",
  "DeleteObject",
  "DeleteObjectTagging",
  "DeleteObjectVersion",
  "GetObject",
  "GetObjectAttributes",
  "GetObjectTagging",
  "GetObjectVersion",
  "ListMultipartUploadParts",
  "PutObject",
  "PutObjectTagging",
] as const;

export const bucketActions = [...actionsOnObjects, ...actionsOnBucket] as const;

/** True for an action on the bucket, false for one on its objects. */
export function isOnBucket(action: string): boolean {
  return (actionsOnBucket as readonly string[]).includes(action);
}

/** Declares a bucket. */
export function bucket<const D extends Omit<BucketDeclaration, "kind">>(
  declaration: D & { readonly [Key in Exclude<keyof D, keyof BucketDeclaration>]: never },
): D & { readonly kind: "bucket" } {
  return { ...(declaration as D), kind: "bucket" };
}
