import type { Declared, Properties } from "../../kernel/resources";

const objectType = /^aws:s3\/bucketObject(?:v2)?:BucketObject(?:v2)?$/;

/**
 * Returns the archive that the program uploads to the bucket and key of a function or layer. Pulumi packs a folder when
 * it uploads it, and a file is a packed archive.
 *
 * @returns undefined if the program declares no such object, or declares it as text.
 */
export function codeInS3(state: Properties, resources: readonly Declared[]): object | undefined {
  const { s3Bucket, s3Key } = state;
  if (typeof s3Bucket !== "string" || typeof s3Key !== "string") return undefined;
  const object = resources.find(
    ({ type, name, state: found }) =>
      objectType.test(type) && found["bucket"] === s3Bucket && (found["key"] ?? name) === s3Key,
  );
  const source = object?.state["source"];
  if (typeof source !== "object" || source === null) return undefined;
  if ("assets" in source) return source;
  // Pulumi's mark distinguishes archives from assets.
  return "path" in source ? { path: source.path, __pulumiArchive: true } : undefined;
}
