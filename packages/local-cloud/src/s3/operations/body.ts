import type { Call } from "../call";
import { verifiedChecksum, type Checksum } from "../protocol/checksums";
import { decodeChunks } from "../protocol/chunked";
import { S3Error } from "../protocol/errors";

/** Largest object of one request in bytes; AWS's is 5 GB. */
export const maxObject = 100 * 1024 * 1024;

export interface ReceivedBody {
  readonly bytes: Buffer;
  /** Undefined if the request states none. */
  readonly checksum: Checksum | undefined;
}

/** Returns the bytes of an upload without the framing of chunks, after comparing its checksums. @throws S3Error */
export function receivedBody({ request, header }: Call): ReceivedBody {
  const { body, headers } = request;
  const isChunked =
    /(?:^|,)\s*aws-chunked\s*(?:,|$)/.test(header("content-encoding") ?? "") ||
    header("x-amz-content-sha256")?.startsWith("STREAMING-") === true;
  if (!isChunked) return { bytes: bounded(body), checksum: verifiedChecksum(body, headers) };
  const expected = header("x-amz-decoded-content-length");
  const { body: bytes, trailers } = decodeChunks(body, expected === undefined ? undefined : Number(expected));
  const announced = header("x-amz-trailer")?.toLowerCase();
  if (announced !== undefined && trailers[announced] === undefined) {
    throw new S3Error(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
  }
  return { bytes: bounded(bytes), checksum: verifiedChecksum(bytes, { ...headers, ...trailers }) };
}

/** @throws S3Error EntityTooLarge */
export function bounded(bytes: Buffer): Buffer {
  if (bytes.length <= maxObject) return bytes;
  throw new S3Error("EntityTooLarge", undefined, {
    members: { ProposedSize: bytes.length, MaxSizeAllowed: maxObject },
  });
}
