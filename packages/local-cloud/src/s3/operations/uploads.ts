import { randomBytes } from "node:crypto";
import type { Call, Result } from "../call";
import { algorithmOf, checksumHeaders, elementOf, verifiedChecksum, type Checksum } from "../protocol/checksums";
import { invalidArgument, S3Error } from "../protocol/errors";
import { copyRangeOf } from "../protocol/range";
import { bytesOf } from "../store/blobs";
import type { Upload, UploadedPart } from "../store/objectVersion";
import { attributesOf, encryptionHeaders } from "./attributes";
import { receivedBody } from "./body";
import { eTagOf } from "./commit";
import { copySource, sourceHeader } from "./copySource";
import { xml } from "./listObjects";
import { allowWrite } from "./putObject";

/** Greatest part number (Amazon S3 User Guide, "Amazon S3 multipart upload limits"). */
const maxPart = 10_000;

export function createMultipartUpload(call: Call): Result {
  allowWrite(call);
  const { header, bucket, key, s3, request } = call;
  const upload: Upload = {
    ...attributesOf(call, { header, names: Object.keys(request.headers) }),
    id: randomBytes(48).toString("base64url"),
    bucket: bucket.name,
    key,
    initiated: s3.clock.now(),
    checksum: announcedChecksum(call),
  };
  s3.store.addUpload(upload);
  const { headers, ...result } = xml("InitiateMultipartUploadResult", {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
  });
  return {
    ...result,
    headers: {
      ...headers,
      ...encryptionHeaders(upload.encryption),
      "x-amz-checksum-algorithm": upload.checksum?.algorithm.toUpperCase(),
      "x-amz-checksum-type": upload.checksum?.type,
    },
  };
}

/**
 * Returns the checksum that an upload announces. SHA checksums are composite; CRC checksums too unless the request sets
 * another type (CreateMultipartUpload).
 */
function announcedChecksum({ header }: Call): Upload["checksum"] {
  const name = header("x-amz-checksum-algorithm");
  if (name === undefined) return undefined;
  const algorithm = algorithmOf(name);
  const type = header("x-amz-checksum-type") ?? "COMPOSITE";
  if (type !== "COMPOSITE" && type !== "FULL_OBJECT") {
    throw invalidArgument("Value for x-amz-checksum-type header is invalid.", "x-amz-checksum-type", type);
  }
  if (type === "FULL_OBJECT" && algorithm.startsWith("sha")) {
    throw new S3Error(
      "InvalidRequest",
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return { algorithm, type };
}

/** Returns the upload that a request names. @throws S3Error NoSuchUpload */
export function uploadOf(call: Call): { upload: Upload; parts: ReadonlyMap<number, UploadedPart> } {
  const id = call.parameter("uploadId") ?? "";
  const open = call.s3.store.upload(id);
  if (open === undefined || open.upload.bucket !== call.bucket.name || open.upload.key !== call.key) {
    throw new S3Error("NoSuchUpload", undefined, { members: { UploadId: id } });
  }
  return open;
}

export async function uploadPart(call: Call): Promise<Result> {
  call.allowObject("s3:PutObject");
  const { upload } = uploadOf(call);
  const number = partNumberOf(call);
  const { bytes, checksum } = receivedBody(call);
  const part = await storePart(call, upload, { number, bytes, checksum });
  return {
    headers: { ETag: `"${part.eTag}"`, ...withoutType(part.checksum), ...encryptionHeaders(upload.encryption) },
  };
}

export async function uploadPartCopy(call: Call): Promise<Result> {
  call.allowObject("s3:PutObject");
  const { upload } = uploadOf(call);
  const number = partNumberOf(call);
  const source = copySource(call);
  const { size, segments } = source.version;
  const range = copyRangeOf(call.header("x-amz-copy-source-range"), size) ?? { first: 0, last: size - 1 };
  const bytes = await bytesOf(call.s3.store.blobs, segments, range);
  const part = await storePart(call, upload, { number, bytes, checksum: undefined });
  const { headers, ...result } = xml("CopyPartResult", {
    LastModified: new Date(part.modified).toISOString(),
    ETag: `"${part.eTag}"`,
    ...(part.checksum === undefined ? {} : { [elementOf(part.checksum.algorithm)]: part.checksum.value }),
  });
  return { ...result, headers: { ...headers, ...sourceHeader(call, source), ...encryptionHeaders(upload.encryption) } };
}

async function storePart(
  call: Call,
  { id, checksum: announced }: Upload,
  { number, bytes, checksum }: { number: number; bytes: Buffer; checksum: Checksum | undefined },
): Promise<UploadedPart> {
  const { store, clock } = call.s3;
  const own = announced && {
    ...verifiedChecksum(bytes, { "x-amz-sdk-checksum-algorithm": announced.algorithm })!,
  };
  const blob = await store.blobs.write(bytes);
  if (store.upload(id) === undefined) {
    // Another request has ended the upload while the bytes were written.
    store.blobs.remove([blob]);
    throw new S3Error("NoSuchUpload", undefined, { members: { UploadId: id } });
  }
  const part: UploadedPart = {
    number,
    segment: { blob, size: bytes.length },
    eTag: eTagOf(bytes),
    modified: clock.now(),
    checksum: own ?? checksum,
  };
  store.setPart(id, part);
  return part;
}

function withoutType(checksum: Checksum | undefined): Record<string, string | undefined> {
  return { ...checksumHeaders(checksum), "x-amz-checksum-type": undefined };
}

function partNumberOf(call: Call): number {
  const text = call.parameter("partNumber") ?? "";
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= maxPart) return number;
  throw invalidArgument(`Part number must be an integer between 1 and ${maxPart}, inclusive`, "partNumber", text);
}

export function abortMultipartUpload(call: Call): Result {
  call.allowObject("s3:AbortMultipartUpload");
  call.s3.store.endUpload(uploadOf(call).upload.id);
  return { statusCode: 204 };
}
