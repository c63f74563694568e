import { createHash } from "node:crypto";
import type { Call, Result } from "../call";
import { compositeOf, digestOf, elementOf, type Checksum } from "../protocol/checksums";
import { checkWriteConditions } from "../protocol/conditions";
import { S3Error } from "../protocol/errors";
import { parseXml, textOf, type XmlNode } from "../../kernel/protocols/parseXml";
import type { ObjectVersion, Upload, UploadedPart } from "../store/objectVersion";
import { encryptionHeaders } from "./attributes";
import { newVersionId, withVersion } from "./commit";
import { xml } from "./listObjects";
import { uploadOf } from "./uploads";

/** Smallest part in bytes, except the last (Amazon S3 User Guide, "Amazon S3 multipart upload limits"). */
const minPart = 5 * 1024 * 1024;

export async function completeMultipartUpload(call: Call): Promise<Result> {
  call.allowObject("s3:PutObject");
  if (call.header("if-match") !== undefined) call.allowObject("s3:GetObject");
  const { upload, parts } = uploadOf(call);
  const chosen = chosenParts(call.request.body.toString(), parts);
  const { bucket, key, header, s3 } = call;
  const checksum = await checksumOfParts(call, upload, chosen);
  // Another request may have ended the upload while the checksum was computed.
  uploadOf(call);
  checkWriteConditions(header, s3.store.current(bucket.name, key), key);
  const version = versionOf(call, upload, { chosen, checksum });
  s3.store.endUpload(upload.id, withVersion(s3.store.versions(bucket.name, key), version));
  call.publish("ObjectCreated:CompleteMultipartUpload", key, version);
  const { headers, ...result } = xml("CompleteMultipartUploadResult", {
    Location: `http://${header("host") ?? "localhost"}/${bucket.name}/${encodeURIComponent(key).replaceAll("%2F", "/")}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${version.eTag}"`,
    ...(checksum === undefined ? {} : { [elementOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
  });
  return {
    ...result,
    headers: {
      ...headers,
      ...encryptionHeaders(version.encryption),
      "x-amz-version-id": bucket.versioning === undefined ? undefined : version.versionId,
    },
  };
}

/** Returns the parts that a request lists. @throws S3Error */
function chosenParts(body: string, parts: ReadonlyMap<number, UploadedPart>): UploadedPart[] {
  const root = parseXml(body);
  const listed = root?.children.filter(({ name }) => name === "Part") ?? [];
  if (root?.name !== "CompleteMultipartUpload" || listed.length === 0) throw new S3Error("MalformedXML");
  const numbers = listed.map((each) => Number(textOf(each, "PartNumber")));
  if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!)) {
    throw new S3Error("InvalidPartOrder");
  }
  const chosen = listed.map((each) => chosenPart(each, parts));
  const small = chosen.slice(0, -1).find(({ segment }) => segment.size < minPart);
  if (small !== undefined) {
    throw new S3Error("EntityTooSmall", undefined, {
      members: {
        ProposedSize: small.segment.size,
        MinSizeAllowed: minPart,
        PartNumber: small.number,
        ETag: small.eTag,
      },
    });
  }
  return chosen;
}

function chosenPart(listed: XmlNode, parts: ReadonlyMap<number, UploadedPart>): UploadedPart {
  const number = Number(textOf(listed, "PartNumber"));
  const eTag = (textOf(listed, "ETag") ?? "").replace(/^"|"$/g, "");
  const part = parts.get(number);
  const own = part?.checksum;
  const stated = own && textOf(listed, elementOf(own.algorithm));
  if (part === undefined || part.eTag !== eTag || (stated !== undefined && stated !== own?.value)) {
    throw new S3Error("InvalidPart", undefined, { members: { PartNumber: number, ETag: eTag } });
  }
  return part;
}

async function checksumOfParts(
  call: Call,
  { checksum: announced }: Upload,
  parts: readonly UploadedPart[],
): Promise<Checksum | undefined> {
  if (announced === undefined) return undefined;
  const { algorithm, type } = announced;
  const checksum =
    type === "COMPOSITE"
      ? compositeOf(
          algorithm,
          parts.map((part) => part.checksum!),
        )
      : await wholeChecksum(call, algorithm, parts);
  const stated = call.header(`x-amz-checksum-${algorithm}`);
  if (stated === undefined || stated.replace(/-\d+$/, "") === checksum.value.replace(/-\d+$/, "")) return checksum;
  throw new S3Error("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

async function wholeChecksum(
  { s3 }: Call,
  algorithm: Checksum["algorithm"],
  parts: readonly UploadedPart[],
): Promise<Checksum> {
  const digest = digestOf(algorithm);
  for (const { segment } of parts) digest.update(await s3.store.blobs.read(segment.blob, 0, segment.size));
  return { algorithm, value: digest.value(), type: "FULL_OBJECT" };
}

function versionOf(
  call: Call,
  upload: Upload,
  { chosen, checksum }: { chosen: readonly UploadedPart[]; checksum: Checksum | undefined },
): ObjectVersion {
  const { headers, metadata, tags, acl, storageClass, encryption } = upload;
  // The MD5 of the parts' MD5s, and their number (Amazon S3 User Guide, "Checking object integrity").
  const md5 = createHash("md5").update(Buffer.concat(chosen.map(({ eTag }) => Buffer.from(eTag, "hex"))));
  return {
    ...{ headers, metadata, tags, acl, storageClass, encryption },
    versionId: newVersionId(call),
    segments: chosen.map(({ segment }) => segment),
    size: chosen.reduce((sum, { segment }) => sum + segment.size, 0),
    eTag: `${md5.digest("hex")}-${chosen.length}`,
    modified: call.s3.clock.now(),
    checksum,
    parts: chosen.map(({ number, segment, checksum: own }) => ({ number, size: segment.size, checksum: own })),
  };
}
