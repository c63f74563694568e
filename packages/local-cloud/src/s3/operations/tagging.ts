import type { Call, Result } from "../call";
import { parseTagDocument, tagDocument, type Tags } from "../protocol/tags";
import type { ObjectVersion } from "../store/objectVersion";
import { receivedBody } from "./body";
import { findVersion } from "./findVersion";

export function getObjectTagging(call: Call): Result {
  const version = findVersion(call, "GetObjectTagging");
  return {
    headers: { "Content-Type": "application/xml", ...versionHeader(call, version) },
    body: tagDocument(version.tags),
  };
}

export function putObjectTagging(call: Call): Result {
  const version = findVersion(call, "PutObjectTagging");
  setTags(call, version, parseTagDocument(receivedBody(call).bytes.toString()));
  call.publish("ObjectTagging:Put", call.key, version);
  return { headers: versionHeader(call, version) };
}

export function deleteObjectTagging(call: Call): Result {
  const version = findVersion(call, "DeleteObjectTagging");
  setTags(call, version, {});
  call.publish("ObjectTagging:Delete", call.key, version);
  return { statusCode: 204, headers: versionHeader(call, version) };
}

function setTags({ s3, bucket, key }: Call, version: ObjectVersion, tags: Tags): void {
  const versions = s3.store.versions(bucket.name, key);
  s3.store.setVersions(
    bucket.name,
    key,
    versions.map((each) => (each === version ? { ...each, tags } : each)),
  );
}

function versionHeader(call: Call, { versionId }: ObjectVersion): Record<string, string | undefined> {
  return { "x-amz-version-id": call.bucket.versioning === undefined ? undefined : versionId };
}
