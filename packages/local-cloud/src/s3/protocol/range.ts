import { S3Error } from "./errors";

/** Bytes of an object, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header with one range (RFC 9110, 14.1.2). S3 ignores what it cannot read, and lists of ranges.
 *
 * @returns undefined for the whole object
 * @throws S3Error InvalidRange
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  if (from !== "" && to !== "" && Number(from) > Number(to)) return undefined;
  const unsatisfiable = from === "" ? Number(to) === 0 || size === 0 : Number(from) >= size;
  if (unsatisfiable) {
    throw new S3Error("InvalidRange", undefined, {
      members: { RangeRequested: header!, ActualObjectSize: size },
      headers: { "Content-Range": `bytes */${size}` },
    });
  }
  if (from === "") return { first: Math.max(0, size - Number(to)), last: size - 1 };
  return { first: Number(from), last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}

/** Reads `x-amz-copy-source-range`, whose both ends are required and within the source. @throws S3Error */
export function copyRangeOf(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (from === undefined || Number(from) > Number(to)) {
    const rule =
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";
    throw new S3Error("InvalidArgument", rule, {
      members: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
    });
  }
  if (Number(to) >= size) {
    throw new S3Error("InvalidArgument", `Range specified is not valid for source object of size: ${size}`, {
      members: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
    });
  }
  return { first: Number(from), last: Number(to) };
}
