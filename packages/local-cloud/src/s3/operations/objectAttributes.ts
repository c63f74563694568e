import type { Call, Result } from "../call";
import { elementOf } from "../protocol/checksums";
import { invalidArgument } from "../protocol/errors";
import type { XmlElements } from "../protocol/xml";
import type { ObjectVersion } from "../store/objectVersion";
import { findVersion } from "./findVersion";
import { xml } from "./listObjects";

const known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

export function getObjectAttributes(call: Call): Result {
  const wanted = (call.header("x-amz-object-attributes") ?? "").split(",").map((each) => each.trim());
  const wrong = wanted.find((each) => !known.includes(each));
  if (wrong !== undefined) {
    throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", wrong);
  }
  findVersion(call, "GetObject");
  const version = findVersion(call, "GetObjectAttributes");
  const all = elementsOf(version);
  const result = xml("GetObjectAttributesResponse", Object.fromEntries(wanted.map((name) => [name, all[name]])));
  const headers = {
    ...result.headers,
    "Last-Modified": new Date(version.modified).toUTCString(),
    "x-amz-version-id": call.bucket.versioning === undefined ? undefined : version.versionId,
  };
  return { ...result, headers };
}

function elementsOf({ eTag, size, storageClass, checksum, parts }: ObjectVersion): XmlElements {
  return {
    ETag: eTag,
    ObjectSize: size,
    StorageClass: storageClass ?? "STANDARD",
    Checksum: checksum && { [elementOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type },
    ObjectParts: parts && {
      PartsCount: parts.length,
      Part: parts.map(({ number, size: bytes, checksum: own }) => ({
        PartNumber: number,
        Size: bytes,
        ...(own === undefined ? {} : { [elementOf(own.algorithm)]: own.value }),
      })),
    },
  };
}
