import type { Call, Result } from "../call";
import { checksumHeaders } from "../protocol/checksums";
import { checkReadConditions } from "../protocol/conditions";
import { S3Error } from "../protocol/errors";
import { rangeOf, type ByteRange } from "../protocol/range";
import { numberOf } from "../protocol/request";
import { streamOf } from "../store/blobs";
import type { ObjectVersion } from "../store/objectVersion";
import { encryptionHeaders } from "./attributes";
import { findVersion } from "./findVersion";

/** Header that a signed request can override, by query parameter (Amazon S3 API Reference, GetObject). */
const overrides: Readonly<Record<string, string>> = {
  "response-cache-control": "cache-control",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
  "response-content-language": "content-language",
  "response-content-type": "content-type",
  "response-expires": "expires",
};

export function getObject(call: Call): Result {
  const { version, statusCode, headers, range } = readObject(call);
  const { first, last } = range;
  const isEmpty = version.size === 0;
  return { statusCode, headers, body: isEmpty ? "" : streamOf(call.s3.store.blobs, version.segments, { first, last }) };
}

export function headObject(call: Call): Result {
  const { statusCode, headers } = readObject(call);
  return { statusCode, headers };
}

interface ReadObject {
  readonly version: ObjectVersion;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly range: ByteRange;
}

function readObject(call: Call): ReadObject {
  const version = findVersion(call, "GetObject");
  checkReadConditions(call.header, version);
  const part = partOf(call, version);
  const range = part?.range ?? rangeOf(call.header("range"), version.size);
  const whole = { first: 0, last: version.size - 1 };
  const { first, last } = range ?? whole;
  const wantsChecksum = call.header("x-amz-checksum-mode") === "ENABLED";
  const isPartial = range !== undefined;
  return {
    version,
    statusCode: isPartial ? 206 : 200,
    range: range ?? whole,
    headers: {
      ...objectHeaders(call, version),
      ...overridden(call),
      ...(wantsChecksum && (!isPartial || part !== undefined)
        ? checksumHeaders(part ? part.checksum : version.checksum)
        : {}),
      "x-amz-mp-parts-count": part && version.parts ? String(version.parts.length) : undefined,
      "Content-Length": String(last - first + 1),
      "Content-Range": isPartial ? `bytes ${first}-${last}/${version.size}` : undefined,
    },
  };
}

function objectHeaders(call: Call, version: ObjectVersion): Record<string, string | undefined> {
  const { headers, metadata, tags } = version;
  const tagCount = Object.keys(tags).length;
  return {
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...encryptionHeaders(version.encryption),
    "Accept-Ranges": "bytes",
    "Last-Modified": new Date(version.modified).toUTCString(),
    ETag: `"${version.eTag}"`,
    "x-amz-version-id": call.bucket.versioning === undefined ? undefined : version.versionId,
    "x-amz-storage-class": version.storageClass,
    "x-amz-tagging-count": tagCount > 0 ? String(tagCount) : undefined,
  };
}

function overridden(call: Call): Record<string, string> {
  const given = Object.entries(overrides).flatMap(([parameter, header]) => {
    const value = call.parameter(parameter);
    return value === undefined ? [] : [[header, value] as const];
  });
  if (given.length > 0 && call.request.principal === undefined) {
    throw new S3Error("InvalidRequest", "Request specific response headers cannot be used for anonymous GET requests.");
  }
  return Object.fromEntries(given);
}

/** Returns the bytes and the checksum of a part; an object without parts is part 1. */
function partOf(call: Call, { parts, size, checksum }: ObjectVersion) {
  const number = numberOf(call.request, "partNumber");
  if (number === undefined) return undefined;
  if (call.header("range") !== undefined) {
    throw new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  }
  if (parts === undefined && number === 1 && size > 0) return { range: { first: 0, last: size - 1 }, checksum };
  const place = parts?.findIndex((_, index) => index + 1 === number) ?? -1;
  if (place === -1) {
    throw new S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable", {
      members: { ActualPartCount: parts?.length ?? 1, PartNumberRequested: number },
    });
  }
  const first = parts!.slice(0, place).reduce((sum, each) => sum + each.size, 0);
  const part = parts![place]!;
  return { range: { first, last: first + part.size - 1 }, checksum: part.checksum };
}
