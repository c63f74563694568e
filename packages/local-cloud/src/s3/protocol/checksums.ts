import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error } from "./errors";

/** Algorithms of Amazon S3 User Guide, "Checking object integrity". CRC64NVME is not emulated. */
export const algorithms = ["crc32", "crc32c", "sha1", "sha256"] as const;
export type Algorithm = (typeof algorithms)[number];

export interface Checksum {
  readonly algorithm: Algorithm;
  /** Base64. A composite checksum ends with the number of parts, such as `…-3`. */
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** Castagnoli's polynomial, reversed (RFC 3720, 12.1). */
const castagnoli = 0x82f63b78;

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ castagnoli : value >>> 1;
  return value;
});

function crc32c(bytes: Buffer, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = crc32cTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A checksum of bytes that arrive in pieces. */
export interface Digest {
  update(bytes: Buffer): void;
  /** Returns base64. */
  value(): string;
}

export function digestOf(algorithm: Algorithm): Digest {
  if (algorithm === "sha1" || algorithm === "sha256") {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), value: () => hash.digest("base64") };
  }
  let crc = 0;
  return {
    update: (bytes) => {
      crc = algorithm === "crc32" ? crc32(bytes, crc) : crc32c(bytes, crc);
    },
    value: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes.toString("base64");
    },
  };
}

export function checksumOf(algorithm: Algorithm, bytes: Buffer): Checksum {
  const digest = digestOf(algorithm);
  digest.update(bytes);
  return { algorithm, value: digest.value(), type: "FULL_OBJECT" };
}

/** Returns the checksum of the parts' checksums. */
export function compositeOf(algorithm: Algorithm, parts: readonly Checksum[]): Checksum {
  const raw = Buffer.concat(parts.map(({ value }) => Buffer.from(value, "base64")));
  return { algorithm, value: `${checksumOf(algorithm, raw).value}-${parts.length}`, type: "COMPOSITE" };
}

/** Returns `ChecksumCRC32`, as elements are named. */
export function elementOf(algorithm: Algorithm): string {
  return `Checksum${algorithm.toUpperCase()}`;
}

/** Returns the headers of a stored checksum. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  const { algorithm, value, type } = checksum;
  return { [`x-amz-checksum-${algorithm}`]: value, "x-amz-checksum-type": type };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Compares a body with the checksums that a request states.
 *
 * @param stated headers, and trailers of a chunked body.
 * @returns the checksum to store; undefined if the request contains none
 * @throws S3Error
 */
export function verifiedChecksum(body: Buffer, stated: Headers): Checksum | undefined {
  checkMd5(body, stated["content-md5"]);
  if (stated["x-amz-checksum-crc64nvme"] !== undefined) throw unknownAlgorithm("CRC64NVME");
  const given = algorithms.filter((algorithm) => stated[`x-amz-checksum-${algorithm}`] !== undefined);
  if (given.length > 1) {
    throw new S3Error(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  const [algorithm] = given;
  if (algorithm === undefined) {
    const named = stated["x-amz-sdk-checksum-algorithm"];
    return named === undefined ? undefined : checksumOf(algorithmOf(String(named)), body);
  }
  const value = String(stated[`x-amz-checksum-${algorithm}`]);
  const bytes = { crc32: 4, crc32c: 4, sha1: 20, sha256: 32 }[algorithm];
  if (Buffer.from(value, "base64").length !== bytes) {
    throw new S3Error("InvalidRequest", `Value for x-amz-checksum-${algorithm} header is invalid.`);
  }
  const checksum = checksumOf(algorithm, body);
  if (checksum.value === value) return checksum;
  throw new S3Error("BadDigest", `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
}

function checkMd5(body: Buffer, stated: string | string[] | undefined): void {
  if (stated === undefined) return;
  const given = Buffer.from(String(stated), "base64");
  if (given.length !== 16)
    throw new S3Error("InvalidDigest", undefined, { members: { "Content-MD5": String(stated) } });
  const md5 = createHash("md5").update(body).digest();
  if (!md5.equals(given)) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.", {
      members: { ExpectedDigest: given.toString("hex"), CalculatedDigest: md5.toString("base64") },
    });
  }
}

/** @param name `CRC32`. @throws S3Error */
export function algorithmOf(name: string): Algorithm {
  const found = algorithms.find((algorithm) => algorithm === name.toLowerCase());
  if (found === undefined) throw unknownAlgorithm(name);
  return found;
}

function unknownAlgorithm(name: string): S3Error {
  return name.toUpperCase() === "CRC64NVME"
    ? new S3Error("NotImplemented", "the local cloud does not emulate the checksum CRC64NVME")
    : new S3Error(
        "InvalidRequest",
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
      );
}
