import type { Call } from "../call";
import { checkReadConditions } from "../protocol/conditions";
import { invalidArgument, S3Error } from "../protocol/errors";
import { decode } from "../protocol/request";
import type { ObjectVersion } from "../store/objectVersion";
import { findVersion } from "./findVersion";

/** Object that a copy reads. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly version: ObjectVersion;
}

/** Finds the object of `x-amz-copy-source`: `bucket/key?versionId=ID`, percent-encoded. @throws S3Error */
export function copySource(call: Call): CopySource {
  const given = call.header("x-amz-copy-source") ?? "";
  const [path = "", versionId] = given.split("?versionId=");
  const decoded = decode(path.replace(/^\//, ""));
  const slash = decoded.indexOf("/");
  if (slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument("Invalid copy source object key", "x-amz-copy-source", given);
  }
  const bucket = call.s3.buckets().get(decoded.slice(0, slash));
  const key = decoded.slice(slash + 1);
  if (bucket === undefined) {
    throw new S3Error("NoSuchBucket", undefined, { members: { BucketName: decoded.slice(0, slash) } });
  }
  const version = findVersion(call, "GetObject", { bucket, key, versionId });
  checkReadConditions(call.header, version, "x-amz-copy-source-");
  return { bucket: bucket.name, key, version };
}

/** Returns the header that names the version of a copied object. */
export function sourceHeader(call: Call, { bucket, version }: CopySource): Record<string, string | undefined> {
  const isVersioned = call.s3.buckets().get(bucket)?.versioning !== undefined;
  return { "x-amz-copy-source-version-id": isVersioned ? version.versionId : undefined };
}
