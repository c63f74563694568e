import { randomBytes } from "node:crypto";
import type { Bucket, LifecycleRule } from "./bucket";
import type { S3 } from "./call";
import { newVersionId, withVersion } from "./operations/commit";
import type { ObjectVersion } from "./store/objectVersion";

const day = 86_400_000;

/** Returns the next midnight UTC after a number of days (Amazon S3 User Guide, "Setting lifecycle configuration"). */
function due(from: number, days: number): number {
  return (Math.floor((from + days * day) / day) + 1) * day;
}

/** Removes objects and aborts uploads whose lifecycle rules are due by the run's clock. */
export function expireObjects(s3: S3): void {
  for (const bucket of s3.buckets().values()) {
    if (bucket.lifecycle.length === 0) continue;
    expireIn(s3, bucket);
    for (const { id, key, initiated } of s3.store.uploadsOf(bucket.name)) {
      const isDue = ({ prefix, abortDays }: LifecycleRule) =>
        key.startsWith(prefix) && abortDays !== undefined && s3.clock.now() >= due(initiated, abortDays);
      if (bucket.lifecycle.some(isDue)) s3.store.endUpload(id);
    }
  }
}

function expireIn(s3: S3, bucket: Bucket): void {
  const now = s3.clock.now();
  for (const key of [...s3.store.keys(bucket.name)]) {
    const current = s3.store.current(bucket.name, key);
    if (current === undefined) continue;
    const isDue = ({ prefix, days, date }: LifecycleRule) =>
      key.startsWith(prefix) &&
      ((days !== undefined && now >= due(current.modified, days)) || (date !== undefined && now >= date));
    if (bucket.lifecycle.some(isDue)) expire(s3, bucket, key);
  }
}

function expire(s3: S3, bucket: Bucket, key: string): void {
  const isVersioned = bucket.versioning !== undefined;
  const marker: ObjectVersion = {
    ...{ segments: [], size: 0, eTag: "", headers: {}, metadata: {}, tags: {}, encryption: bucket.encryption },
    versionId: newVersionId({ bucket }),
    isDeleteMarker: true,
    modified: s3.clock.now(),
  };
  const versions = s3.store.versions(bucket.name, key);
  s3.store.setVersions(bucket.name, key, isVersioned ? withVersion(versions, marker) : []);
  s3.events.publish({
    name: isVersioned ? "LifecycleExpiration:DeleteMarkerCreated" : "LifecycleExpiration:Delete",
    ...{ bucket: bucket.name, key, size: undefined, eTag: undefined },
    versionId: isVersioned ? marker.versionId : undefined,
    requestId: randomBytes(8).toString("hex").toUpperCase(),
    ...{ caller: undefined, trace: undefined, traceHeader: undefined },
  });
}
