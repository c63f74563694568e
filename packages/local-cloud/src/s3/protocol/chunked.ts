import { S3Error } from "./errors";

/** A body without the framing of chunks. */
export interface DecodedBody {
  readonly body: Buffer;
  /** Lower-case names. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Longest line of a chunk's size with its signature, or of a trailer. */
const maxLine = 16_384;

const incomplete = () => new S3Error("IncompleteBody");

/**
 * Removes the framing of `Content-Encoding: aws-chunked` (Amazon S3 API Reference, "Signature calculations: transfer
 * payload in multiple chunks"). Signatures of single chunks are not checked: the request's own signature is.
 *
 * @param expected `x-amz-decoded-content-length`.
 * @throws S3Error
 */
export function decodeChunks(bytes: Buffer, expected: number | undefined): DecodedBody {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const [line, next] = lineAt(bytes, at);
    const [, digits] = /^([\da-f]{1,8})(?:;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) throw incomplete();
    const size = parseInt(digits, 16);
    at = next;
    if (size === 0) break;
    if (bytes.length < at + size + 2 || bytes.toString("latin1", at + size, at + size + 2) !== "\r\n")
      throw incomplete();
    chunks.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
  const body = Buffer.concat(chunks);
  if (expected !== undefined && body.length !== expected) throw incomplete();
  return { body, trailers: trailersAt(bytes, at) };
}

function trailersAt(bytes: Buffer, start: number): Record<string, string> {
  const trailers: [string, string][] = [];
  let at = start;
  while (at < bytes.length) {
    const [line, next] = lineAt(bytes, at);
    at = next;
    const colon = line.indexOf(":");
    if (colon > 0) trailers.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return Object.fromEntries(trailers);
}

/** Returns a line, and the position after it. The last trailer may end with the body. */
function lineAt(bytes: Buffer, at: number): [line: string, next: number] {
  const end = bytes.indexOf("\n", at);
  const stop = end === -1 ? bytes.length : end;
  if (stop - at > maxLine) throw incomplete();
  return [bytes.toString("latin1", at, stop).replace(/\r$/, ""), stop + 1];
}
