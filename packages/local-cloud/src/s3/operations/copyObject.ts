import type { Call, Result } from "../call";
import { algorithmOf, checksumOf, elementOf, type Checksum } from "../protocol/checksums";
import { checkWriteConditions } from "../protocol/conditions";
import { invalidArgument, S3Error } from "../protocol/errors";
import { bytesOf } from "../store/blobs";
import type { ObjectAttributes } from "../store/objectVersion";
import { attributesOf } from "./attributes";
import { commit, eTagOf, writtenHeaders } from "./commit";
import { copySource, sourceHeader, type CopySource } from "./copySource";
import { xml } from "./listObjects";
import { allowWrite } from "./putObject";

export async function copyObject(call: Call): Promise<Result> {
  allowWrite(call);
  const { header, bucket, key, s3 } = call;
  const source = copySource(call);
  const attributes = copiedAttributes(call, source);
  checkChange(call, source);
  const check = () => checkWriteConditions(header, s3.store.current(bucket.name, key), key);
  check();
  const { size } = source.version;
  const bytes = await bytesOf(s3.store.blobs, source.version.segments, { first: 0, last: size - 1 });
  const blob = await s3.store.blobs.write(bytes);
  try {
    check();
  } catch (error) {
    s3.store.blobs.remove([blob]);
    throw error;
  }
  const version = commit(call, "ObjectCreated:Copy", {
    ...attributes,
    segments: [{ blob, size }],
    size,
    eTag: eTagOf(bytes),
    modified: s3.clock.now(),
    checksum: copiedChecksum(call, source, bytes),
  });
  const { checksum } = version;
  const { headers, ...result } = xml("CopyObjectResult", {
    LastModified: new Date(version.modified).toISOString(),
    ETag: `"${version.eTag}"`,
    ...(checksum === undefined ? {} : { [elementOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
  });
  return { ...result, headers: { ...headers, ...writtenHeaders(call, version), ...sourceHeader(call, source) } };
}

/** Metadata and tags come from the source, or from the request (Amazon S3 API Reference, CopyObject). */
function copiedAttributes(call: Call, { version }: CopySource): ObjectAttributes {
  const own = attributesOf(call, { header: call.header, names: Object.keys(call.request.headers) });
  const isReplaced = directive(call, "x-amz-metadata-directive") === "REPLACE";
  const areTagsReplaced = directive(call, "x-amz-tagging-directive") === "REPLACE";
  return {
    ...own,
    headers: isReplaced ? own.headers : version.headers,
    metadata: isReplaced ? own.metadata : version.metadata,
    tags: areTagsReplaced ? own.tags : version.tags,
  };
}

function directive({ header }: Call, name: string): string {
  const value = header(name) ?? "COPY";
  if (["COPY", "REPLACE"].includes(value)) return value;
  throw invalidArgument(
    `Unknown ${name === "x-amz-metadata-directive" ? "metadata" : "tagging"} directive.`,
    name,
    value,
  );
}

function checkChange(call: Call, { bucket, key, version }: CopySource): void {
  const isSame = bucket === call.bucket.name && key === call.key;
  const isCurrent = call.s3.store.current(bucket, key) === version;
  const changes = ["x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"];
  const isChanged =
    directive(call, "x-amz-metadata-directive") === "REPLACE" ||
    changes.some((name) => call.header(name) !== undefined);
  if (isSame && isCurrent && !isChanged) {
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

/** A copy is one object, so that its checksum is of the whole. */
function copiedChecksum(call: Call, { version }: CopySource, bytes: Buffer): Checksum | undefined {
  const named = call.header("x-amz-checksum-algorithm");
  const algorithm = named === undefined ? version.checksum?.algorithm : algorithmOf(named);
  return algorithm === undefined ? undefined : checksumOf(algorithm, bytes);
}
