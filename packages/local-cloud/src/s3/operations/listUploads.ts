import type { Call, Result } from "../call";
import { elementOf } from "../protocol/checksums";
import { nameEncoding, pageOf, pageSize } from "../protocol/pages";
import { numberOf } from "../protocol/request";
import { owner, xml } from "./listObjects";
import { uploadOf } from "./uploads";

export function listParts(call: Call): Result {
  call.allowObject("s3:ListMultipartUploadParts");
  const { upload, parts } = uploadOf(call);
  const marker = numberOf(call.request, "part-number-marker") ?? 0;
  const max = pageSize(numberOf(call.request, "max-parts"));
  const left = [...parts.values()]
    .filter(({ number }) => number > marker)
    .sort((one, other) => one.number - other.number);
  const shown = left.slice(0, max);
  const isTruncated = shown.length < left.length;
  return xml("ListPartsResult", {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    Initiator: owner,
    Owner: owner,
    StorageClass: upload.storageClass ?? "STANDARD",
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: isTruncated,
    ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
    ChecksumType: upload.checksum?.type,
    Part: shown.map(({ number, modified, eTag, segment, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(modified).toISOString(),
      ETag: `"${eTag}"`,
      Size: segment.size,
      ...(checksum === undefined ? {} : { [elementOf(checksum.algorithm)]: checksum.value }),
    })),
  });
}

export function listMultipartUploads(call: Call): Result {
  call.allowBucket("s3:ListBucketMultipartUploads");
  const prefix = call.parameter("prefix") ?? "";
  const delimiter = call.parameter("delimiter") ?? "";
  const keyMarker = call.parameter("key-marker") ?? "";
  const idMarker = call.parameter("upload-id-marker");
  const max = pageSize(numberOf(call.request, "max-uploads"));
  const encode = nameEncoding(call.parameter("encoding-type"));
  const all = call.s3.store.uploadsOf(call.bucket.name);
  const sameKey = all.filter(({ key }) => key === keyMarker);
  const place = idMarker === undefined ? -1 : sameKey.findIndex(({ id }) => id === idMarker);
  const keys = [...new Set(all.map(({ key }) => key))];
  const page = pageOf(keys, { prefix, delimiter, after: keyMarker, max }, () => true);
  const listed = new Set(page.keys);
  const left = [...(place === -1 ? [] : sameKey.slice(place + 1)), ...all.filter(({ key }) => listed.has(key))];
  const shown = left.slice(0, Math.max(0, max - page.prefixes.length));
  const isTruncated = page.next !== undefined || shown.length < left.length;
  const last = shown.at(-1);
  return xml("ListMultipartUploadsResult", {
    Bucket: call.bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker ?? "",
    NextKeyMarker: isTruncated ? encode(last?.key ?? page.next ?? "") : undefined,
    NextUploadIdMarker: isTruncated ? last?.id : undefined,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: call.parameter("encoding-type"),
    MaxUploads: max,
    IsTruncated: isTruncated,
    Upload: shown.map(({ key, id, initiated, storageClass, checksum }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: owner,
      Owner: owner,
      StorageClass: storageClass ?? "STANDARD",
      Initiated: new Date(initiated).toISOString(),
      ChecksumAlgorithm: checksum?.algorithm.toUpperCase(),
      ChecksumType: checksum?.type,
    })),
    CommonPrefixes: page.prefixes.map((each) => ({ Prefix: encode(each) })),
  });
}
