import { accountId } from "../../kernel/identity";
import type { Call, Result } from "../call";
import { elementOf } from "../protocol/checksums";
import { S3Error } from "../protocol/errors";
import { nameEncoding, pageOf, pageSize, type Page } from "../protocol/pages";
import { numberOf } from "../protocol/request";
import { document, type XmlElements } from "../protocol/xml";
import type { ObjectVersion } from "../store/objectVersion";

export const owner: XmlElements = { ID: accountId.padStart(64, "0") };

interface Listing {
  readonly prefix: string;
  readonly delimiter: string;
  readonly max: number;
  readonly encode: (name: string) => string;
  readonly page: Page;
}

function listCurrent(call: Call, after: string): Listing {
  call.allowBucket("s3:ListBucket");
  const { store } = call.s3;
  const { name } = call.bucket;
  const prefix = call.parameter("prefix") ?? "";
  const delimiter = call.parameter("delimiter") ?? "";
  const max = pageSize(numberOf(call.request, "max-keys"));
  const encode = nameEncoding(call.parameter("encoding-type"));
  const query = { prefix, delimiter, after, max };
  const page = pageOf(store.keys(name), query, (key) => store.current(name, key) !== undefined);
  return { prefix, delimiter, max, encode, page };
}

export function listObjectsV2(call: Call): Result {
  const token = call.parameter("continuation-token");
  const startAfter = call.parameter("start-after");
  const listing = listCurrent(call, token === undefined ? (startAfter ?? "") : keyOf(token));
  const { page, encode } = listing;
  const hasOwner = call.parameter("fetch-owner") === "true";
  return xml("ListBucketResult", {
    ...headOf(call, listing),
    KeyCount: page.keys.length + page.prefixes.length,
    ContinuationToken: token,
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString("base64"),
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    ...contentsOf(call, listing, hasOwner),
  });
}

export function listObjects(call: Call): Result {
  const marker = call.parameter("marker") ?? "";
  const listing = listCurrent(call, marker);
  const { page, encode, delimiter } = listing;
  return xml("ListBucketResult", {
    ...headOf(call, listing),
    Marker: encode(marker),
    // Amazon S3 API Reference, ListObjects: only with a delimiter.
    NextMarker: page.next === undefined || delimiter === "" ? undefined : encode(page.next),
    ...contentsOf(call, listing, true),
  });
}

export function xml(root: string, elements: XmlElements): Result {
  return { headers: { "Content-Type": "application/xml" }, body: document(root, elements) };
}

function headOf(call: Call, { prefix, delimiter, max, encode, page }: Listing): XmlElements {
  return {
    Name: call.bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    MaxKeys: max,
    EncodingType: call.parameter("encoding-type"),
    IsTruncated: page.next !== undefined,
  };
}

function contentsOf(call: Call, { page, encode }: Listing, hasOwner: boolean): XmlElements {
  const { store } = call.s3;
  return {
    Contents: page.keys.map((key) => ({
      Key: encode(key),
      ...describe(store.current(call.bucket.name, key)!),
      ...(hasOwner ? { Owner: owner } : {}),
    })),
    CommonPrefixes: page.prefixes.map((each) => ({ Prefix: encode(each) })),
  };
}

/** Returns the elements that all listings have of a version. */
export function describe({ modified, eTag, checksum, size, storageClass }: ObjectVersion): XmlElements {
  return {
    LastModified: new Date(modified).toISOString(),
    ETag: `"${eTag}"`,
    ...(checksum === undefined
      ? {}
      : { ChecksumAlgorithm: elementOf(checksum.algorithm).slice("Checksum".length), ChecksumType: checksum.type }),
    Size: size,
    StorageClass: storageClass ?? "STANDARD",
  };
}

/** Reads a continuation token. @throws S3Error */
function keyOf(token: string): string {
  if (/^[A-Za-z\d+/]+={0,2}$/.test(token)) return Buffer.from(token, "base64").toString();
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
    members: { ArgumentName: "continuation-token", ArgumentValue: token },
  });
}
