import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { LogSink } from "../kernel/facts/logSink";
import type { Declared, Properties } from "../kernel/resources";
import type { Bucket } from "./bucket";
import { defaultContentType } from "./operations/attributes";
import { eTagOf } from "./operations/commit";
import { nullVersion, type ObjectVersion } from "./store/objectVersion";
import type { ObjectStore } from "./store/objectStore";
import { textIn } from "./values";

const objectType = /^aws:s3\/bucketObject(?:v2)?:BucketObject(?:v2)?$/;

interface ObjectTarget {
  readonly store: ObjectStore;
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly log: LogSink;
}

/**
 * Puts the objects that a program declares. If a declaration is unchanged, later writes to its object are preserved.
 * Objects that are no longer declared are removed.
 */
export async function putDeclaredObjects(resources: readonly Declared[], target: ObjectTarget): Promise<void> {
  const { store, buckets } = target;
  const objects = new Map(resources.filter(({ type }) => objectType.test(type)).map((each) => [placeOf(each), each]));
  for (const bucket of buckets.keys()) {
    for (const key of [...store.keys(bucket)]) {
      const isDeclared = store.versions(bucket, key).some(({ declared }) => declared !== undefined);
      if (isDeclared && !objects.has(`${bucket}/${key}`)) store.setVersions(bucket, key, []);
    }
  }
  for (const object of objects.values()) await putDeclared(object, target);
}

async function putDeclared(object: Declared, { store, buckets, now, log }: ObjectTarget): Promise<void> {
  const { state, name } = object;
  const bucket = buckets.get(String(state["bucket"]));
  const body = await contentOf(state);
  if (typeof body === "string") {
    log({ source: "s3", text: `the object ${placeOf(object)} is left out: ${body}` });
    return;
  }
  if (bucket === undefined) return;
  const key = textIn(state, "key") ?? name;
  const attributes = attributesOf(state, bucket);
  const declared = createHash("sha256").update(JSON.stringify(attributes)).update(body).digest("hex");
  if (store.versions(bucket.name, key).at(-1)?.declared === declared) return;
  const blob = await store.blobs.write(body);
  const segments = [{ blob, size: body.length }];
  const version = { ...attributes, versionId: nullVersion, segments, size: body.length, eTag: eTagOf(body) };
  store.setVersions(bucket.name, key, [{ ...version, modified: now, declared }]);
}

/** Pulumi uses the logical name for an object without a key. */
function placeOf({ name, state }: Declared): string {
  return `${String(state["bucket"])}/${textIn(state, "key") ?? name}`;
}

/** Headers by input. */
const headers: Readonly<Record<string, string>> = {
  "cache-control": "cacheControl",
  "content-disposition": "contentDisposition",
  "content-encoding": "contentEncoding",
  "content-language": "contentLanguage",
  "x-amz-website-redirect-location": "websiteRedirect",
};

function attributesOf(
  state: Properties,
  bucket: Bucket,
): Pick<ObjectVersion, "headers" | "metadata" | "tags" | "acl" | "storageClass" | "encryption"> {
  const given = Object.entries(headers).flatMap(([header, input]) => {
    const value = textIn(state, input);
    return value === undefined ? [] : [[header, value] as const];
  });
  const metadata = (state["metadata"] ?? {}) as Readonly<Record<string, string>>;
  const storageClass = textIn(state, "storageClass");
  const algorithm = textIn(state, "serverSideEncryption");
  return {
    headers: { "content-type": textIn(state, "contentType") ?? defaultContentType, ...Object.fromEntries(given) },
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), String(value)])),
    tags: (state["tags"] ?? {}) as Readonly<Record<string, string>>,
    acl: textIn(state, "acl"),
    storageClass: storageClass === "STANDARD" ? undefined : storageClass,
    encryption: algorithm === undefined ? bucket.encryption : { algorithm, keyId: textIn(state, "kmsKeyId") },
  };
}

/** Reads one of `content`, `contentBase64` and `source`. @returns the reason if the content is not available here */
async function contentOf(state: Properties): Promise<Buffer | string> {
  const { content, contentBase64, source } = state;
  if (typeof content === "string") return Buffer.from(content);
  if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
  if (typeof source !== "object" || source === null) return Buffer.alloc(0);
  if ("text" in source) return Buffer.from(String(await source.text));
  if (!("path" in source)) return "its source is neither a text nor a file";
  const path = resolve(String(await source.path));
  try {
    return await readFile(path);
  } catch (error) {
    return `${path}: ${(error as NodeJS.ErrnoException).code}`;
  }
}
