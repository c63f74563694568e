import { createHash, randomBytes } from "node:crypto";
import type { Call } from "../call";
import type { ObjectEventName } from "../../kernel/interfaces/objectEvents";
import { checksumHeaders } from "../protocol/checksums";
import { nullVersion, type ObjectVersion } from "../store/objectVersion";
import { encryptionHeaders } from "./attributes";

/** Returns a new version id, or `null` in a bucket that keeps one version. */
export function newVersionId({ bucket }: Pick<Call, "bucket">): string {
  // Version ids have 32 characters, as in Amazon S3 User Guide, "Retaining multiple versions of objects with S3
  // Versioning".
  return bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : nullVersion;
}

/**
 * Returns the versions of an object after a new one is added. A version `null` replaces the earlier version `null`. The
 * hash of the object's declaration is copied to it, so that the same declaration does not overwrite it later.
 */
export function withVersion(before: readonly ObjectVersion[], added: ObjectVersion): ObjectVersion[] {
  const kept = added.versionId === nullVersion ? before.filter(({ versionId }) => versionId !== nullVersion) : before;
  const declared = before.at(-1)?.declared;
  return [...kept, declared === undefined ? added : { ...added, declared }];
}

/** Stores a new version of an object, and publishes the event. */
export function commit(call: Call, name: ObjectEventName, made: Omit<ObjectVersion, "versionId">): ObjectVersion {
  const { bucket, key, s3 } = call;
  const version = { ...made, versionId: newVersionId(call) };
  s3.store.setVersions(bucket.name, key, withVersion(s3.store.versions(bucket.name, key), version));
  call.publish(name, key, version);
  return version;
}

export function eTagOf(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** Returns the headers of every answer to a write of a version. */
export function writtenHeaders(call: Call, version: ObjectVersion): Record<string, string | undefined> {
  return {
    ...encryptionHeaders(version.encryption),
    ...checksumHeaders(version.checksum),
    "x-amz-version-id": call.bucket.versioning === undefined ? undefined : version.versionId,
  };
}
