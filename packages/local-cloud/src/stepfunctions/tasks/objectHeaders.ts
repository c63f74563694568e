import { textField } from "../definition/model";
import { isObject, textOf, type JsonObject } from "../language/json";

/** Headers of an object by the member of S3's API. */
const objectHeaders: Readonly<Record<string, string>> = {
  CacheControl: "cache-control",
  ContentDisposition: "content-disposition",
  ContentEncoding: "content-encoding",
  ContentLanguage: "content-language",
  ContentType: "content-type",
  ServerSideEncryption: "x-amz-server-side-encryption",
  SSEKMSKeyId: "x-amz-server-side-encryption-aws-kms-key-id",
  StorageClass: "x-amz-storage-class",
  WebsiteRedirectLocation: "x-amz-website-redirect-location",
};

const requestHeaders: Readonly<Record<string, string>> = {
  ...objectHeaders,
  CopySource: "x-amz-copy-source",
  IfMatch: "if-match",
  IfNoneMatch: "if-none-match",
  MetadataDirective: "x-amz-metadata-directive",
  Range: "range",
  Tagging: "x-amz-tagging",
};

const answerHeaders: Readonly<Record<string, string>> = {
  AcceptRanges: "accept-ranges",
  ...objectHeaders,
  ContentRange: "content-range",
  ETag: "etag",
  VersionId: "x-amz-version-id",
};

const metadataPrefix = "x-amz-meta-";

/** Returns the headers of a request. */
export function headersOfInput(input: JsonObject): Readonly<Record<string, string>> {
  const named = Object.entries(requestHeaders).flatMap(([member, header]) => {
    const value = textField(input, member);
    return value === undefined ? [] : [[header, value] as const];
  });
  const metadata = isObject(input["Metadata"]) ? Object.entries(input["Metadata"]) : [];
  return Object.fromEntries([
    ...named,
    ...metadata.map(([key, value]) => [metadataPrefix + key, textOf(value)] as const),
  ]);
}

/** Returns the members of a result that headers contain. */
export function membersOfHeaders(headers: Readonly<Record<string, string>>): JsonObject {
  const members: [string, string][] = Object.entries(answerHeaders).flatMap(([member, header]) => {
    const value = headers[header];
    return value === undefined ? [] : [[member, value]];
  });
  return Object.fromEntries(members);
}

/** Returns the metadata of an object's owner. */
export function metadataOf(headers: Readonly<Record<string, string>>): JsonObject {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(metadataPrefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(metadataPrefix.length), value]));
}
