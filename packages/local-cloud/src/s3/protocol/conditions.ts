import { S3Error } from "./errors";

/** Values that conditions of a request compare. */
export interface Validators {
  /** Without quotes. */
  readonly eTag: string;
  /** Epoch milliseconds. */
  readonly modified: number;
}

type HeaderSource = (name: string) => string | undefined;

/** Conditions of a read; those of a copy's source have another prefix. */
export function checkReadConditions(header: HeaderSource, found: Validators, prefix = ""): void {
  const failed = (name: string) => new S3Error("PreconditionFailed", undefined, { members: { Condition: name } });
  const isCopy = prefix !== "";
  const notModified = (name: string) =>
    isCopy ? failed(name) : new S3Error("NotModified", undefined, { headers: { ETag: `"${found.eTag}"` } });
  const [match, noneMatch] = [header(`${prefix}if-match`), header(`${prefix}if-none-match`)];
  const modifiedSince = dateOf(header(`${prefix}if-modified-since`));
  const unmodifiedSince = dateOf(header(`${prefix}if-unmodified-since`));
  // HTTP dates have seconds. Entity tags win over dates (RFC 9110, 13.2.2).
  const modified = Math.floor(found.modified / 1000) * 1000;
  if (match !== undefined && !matches(match, found.eTag)) throw failed("If-Match");
  if (match === undefined && unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw failed("If-Unmodified-Since");
  }
  if (noneMatch !== undefined && matches(noneMatch, found.eTag)) throw notModified("If-None-Match");
  if (noneMatch === undefined && modifiedSince !== undefined && modified <= modifiedSince) {
    throw notModified("If-Modified-Since");
  }
}

/**
 * Conditions of a write (Amazon S3 User Guide, "Add preconditions to S3 operations with conditional requests").
 *
 * @param found current object; undefined if the key has none.
 * @throws S3Error
 */
export function checkWriteConditions(header: HeaderSource, found: Validators | undefined, key: string): void {
  const [match, noneMatch] = [header("if-match"), header("if-none-match")];
  if (noneMatch !== undefined && noneMatch !== "*") {
    throw new S3Error("NotImplemented", "A header you provided implies functionality that is not implemented", {
      members: { Header: "If-None-Match" },
    });
  }
  if (noneMatch !== undefined && found !== undefined) {
    throw new S3Error("PreconditionFailed", undefined, { members: { Condition: "If-None-Match" } });
  }
  if (match === undefined) return;
  if (found === undefined) throw new S3Error("NoSuchKey", undefined, { members: { Key: key } });
  if (!matches(match, found.eTag)) {
    throw new S3Error("PreconditionFailed", undefined, { members: { Condition: "If-Match" } });
  }
}

/** Returns whether a list of entity tags contains one. S3 accepts them without quotes. */
function matches(list: string, eTag: string): boolean {
  return list.split(",").some((each) => {
    const tag = each.trim().replace(/^W\//, "");
    return tag === "*" || tag.replace(/^"|"$/g, "") === eTag;
  });
}

/** A date that cannot be read is no condition (RFC 9110, 13.1.3). */
function dateOf(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
