/** Names of operations by method and subresource (Amazon S3 API Reference, "Actions"). */

/** Query parameters that select an operation. */
const subresources = [
  "uploads",
  "uploadId",
  "tagging",
  "attributes",
  "acl",
  "legal-hold",
  "retention",
  "restore",
  "select",
  "torrent",
  "renameObject",
  "delete",
  "location",
  "versions",
  "versioning",
  "cors",
  "policy",
  "policyStatus",
  "lifecycle",
  "notification",
  "encryption",
  "publicAccessBlock",
  "ownershipControls",
  "website",
  "logging",
  "replication",
  "requestPayment",
  "accelerate",
  "object-lock",
  "inventory",
  "analytics",
  "metrics",
  "intelligent-tiering",
  "session",
] as const;

/** `METHOD scope subresource`. The scope is `object`, `bucket` or `service`. */
const names: Readonly<Record<string, string>> = {
  "GET service": "ListBuckets",
  "HEAD bucket": "HeadBucket",
  "GET bucket": "ListObjects",
  "PUT bucket": "CreateBucket",
  "DELETE bucket": "DeleteBucket",
  "POST bucket": "PostObject",
  "POST bucket delete": "DeleteObjects",
  "GET bucket location": "GetBucketLocation",
  "GET bucket uploads": "ListMultipartUploads",
  "GET bucket versions": "ListObjectVersions",
  "GET bucket versioning": "GetBucketVersioning",
  "GET bucket cors": "GetBucketCors",
  "GET bucket notification": "GetBucketNotificationConfiguration",
  "PUT bucket notification": "PutBucketNotificationConfiguration",
  "PUT object": "PutObject",
  "GET object": "GetObject",
  "HEAD object": "HeadObject",
  "DELETE object": "DeleteObject",
  "PUT object tagging": "PutObjectTagging",
  "GET object tagging": "GetObjectTagging",
  "DELETE object tagging": "DeleteObjectTagging",
  "GET object attributes": "GetObjectAttributes",
  "POST object uploads": "CreateMultipartUpload",
  "POST object uploadId": "CompleteMultipartUpload",
  "PUT object uploadId": "UploadPart",
  "GET object uploadId": "ListParts",
  "DELETE object uploadId": "AbortMultipartUpload",
  "GET object acl": "GetObjectAcl",
  "PUT object acl": "PutObjectAcl",
  "POST object restore": "RestoreObject",
  "POST object select": "SelectObjectContent",
  "GET object torrent": "GetObjectTorrent",
  "GET bucket session": "CreateSession",
};

const copies: Readonly<Record<string, string>> = { PutObject: "CopyObject", UploadPart: "UploadPartCopy" };

export interface OperationSource {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  /** True for a request with `x-amz-copy-source`. */
  readonly isCopy: boolean;
}

/** Returns the name of the operation that a request means. */
export function operationOf({ method, bucket, key, query, isCopy }: OperationSource): string {
  if (method === "OPTIONS") return "OPTIONS";
  const scope = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const subresource = subresources.find((name) => query.has(name));
  const name = names[`${method} ${scope}${subresource === undefined ? "" : ` ${subresource}`}`];
  if (name === "ListObjects" && query.get("list-type") === "2") return "ListObjectsV2";
  // The SDK names its operation.
  if (name === undefined) return query.get("x-id") ?? unnamed(method, scope, subresource);
  return isCopy ? (copies[name] ?? name) : name;
}

const verbs: Readonly<Record<string, string>> = { GET: "Get", PUT: "Put", POST: "Post", DELETE: "Delete" };

/** `PutBucketPolicy` for `PUT /bucket?policy`. */
function unnamed(method: string, scope: string, subresource = ""): string {
  const words = [scope, ...subresource.split("-")];
  return `${verbs[method] ?? method}${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
}
