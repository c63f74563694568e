import type { Call, Result } from "../call";
import { invalidArgument } from "../protocol/errors";
import { nameEncoding, pageOf, pageSize } from "../protocol/pages";
import { numberOf } from "../protocol/request";
import type { XmlElements } from "../protocol/xml";
import type { ObjectVersion } from "../store/objectVersion";
import { describe, owner, xml } from "./listObjects";

interface VersionPlace {
  readonly key: string;
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

/** Lists versions and delete markers, the newest of each key first. */
export function listObjectVersions(call: Call): Result {
  call.allowBucket("s3:ListBucketVersions");
  const { store } = call.s3;
  const { name } = call.bucket;
  const prefix = call.parameter("prefix") ?? "";
  const delimiter = call.parameter("delimiter") ?? "";
  const keyMarker = call.parameter("key-marker") ?? "";
  const versionMarker = call.parameter("version-id-marker");
  if (versionMarker !== undefined && keyMarker === "") {
    throw invalidArgument(
      "A version-id marker cannot be specified without a key marker.",
      "version-id-marker",
      versionMarker,
    );
  }
  const max = pageSize(numberOf(call.request, "max-keys"));
  const encode = nameEncoding(call.parameter("encoding-type"));
  const placesOf = (key: string): VersionPlace[] =>
    [...store.versions(name, key)].reverse().map((version, index) => ({ key, version, isLatest: index === 0 }));
  const left = versionMarker === undefined ? [] : after(placesOf(keyMarker), versionMarker);
  const page = pageOf(store.keys(name), { prefix, delimiter, after: keyMarker, max }, () => true);
  const places = [...left, ...page.keys.flatMap(placesOf)];
  const shown = places.slice(0, Math.max(0, max - page.prefixes.length));
  const isTruncated = page.next !== undefined || shown.length < places.length;
  const last = shown.at(-1);
  return xml("ListVersionsResult", {
    Name: name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: versionMarker ?? "",
    NextKeyMarker: isTruncated ? encode(last?.key ?? page.next ?? "") : undefined,
    NextVersionIdMarker: isTruncated ? last?.version.versionId : undefined,
    MaxKeys: max,
    Delimiter: delimiter === "" ? undefined : encode(delimiter),
    EncodingType: call.parameter("encoding-type"),
    IsTruncated: isTruncated,
    Version: shown.filter(({ version }) => version.isDeleteMarker !== true).map((place) => elementsOf(place, encode)),
    DeleteMarker: shown
      .filter(({ version }) => version.isDeleteMarker === true)
      .map((place) => markerOf(place, encode)),
    CommonPrefixes: page.prefixes.map((each) => ({ Prefix: encode(each) })),
  });
}

function after(places: readonly VersionPlace[], versionId: string): VersionPlace[] {
  const place = places.findIndex(({ version }) => version.versionId === versionId);
  return place === -1 ? [] : places.slice(place + 1);
}

function elementsOf({ key, version, isLatest }: VersionPlace, encode: (name: string) => string): XmlElements {
  return {
    Key: encode(key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    ...describe(version),
    Owner: owner,
  };
}

function markerOf({ key, version, isLatest }: VersionPlace, encode: (name: string) => string): XmlElements {
  const LastModified = new Date(version.modified).toISOString();
  return { Key: encode(key), VersionId: version.versionId, IsLatest: isLatest, LastModified, Owner: owner };
}
