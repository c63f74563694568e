import type { Call, Result } from "../call";
import { checkWriteConditions } from "../protocol/conditions";
import { attributesOf } from "./attributes";
import { receivedBody } from "./body";
import { commit, eTagOf, writtenHeaders } from "./commit";

/** Requires the permissions for a write with these headers (Amazon S3 API Reference, PutObject, "Permissions"). */
export function allowWrite(call: Call): void {
  const { header } = call;
  call.allowObject("s3:PutObject");
  if (header("x-amz-tagging") !== undefined) call.allowObject("s3:PutObjectTagging");
  if (header("x-amz-acl") !== undefined) call.allowObject("s3:PutObjectAcl");
  // S3 reads the existing object to compare its entity tag.
  if (header("if-match") !== undefined) call.allowObject("s3:GetObject");
}

export async function putObject(call: Call): Promise<Result> {
  allowWrite(call);
  const { header, bucket, key, s3, request } = call;
  const attributes = attributesOf(call, { header, names: Object.keys(request.headers) });
  const { bytes, checksum } = receivedBody(call);
  const check = () => checkWriteConditions(header, s3.store.current(bucket.name, key), key);
  check();
  const blob = await s3.store.blobs.write(bytes);
  try {
    // Another request may have changed the object while the bytes were written.
    check();
  } catch (error) {
    s3.store.blobs.remove([blob]);
    throw error;
  }
  const size = bytes.length;
  const version = commit(call, "ObjectCreated:Put", {
    ...attributes,
    segments: [{ blob, size }],
    size,
    eTag: eTagOf(bytes),
    modified: s3.clock.now(),
    checksum,
  });
  return { headers: { ETag: `"${version.eTag}"`, ...writtenHeaders(call, version) } };
}
