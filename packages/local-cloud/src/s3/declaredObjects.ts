import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Objects, StoredObject } from "../kernel/objects";
import type { Declared } from "../kernel/resources";

/** Content type of objects that declare none (Amazon S3 API Reference, PutObject). */
const defaultContentType = "binary/octet-stream";

const bucketType = /^aws:s3\/bucket(?:V2)?:BucketV?2?$/;
const objectType = /^aws:s3\/bucketObject(?:v2)?:BucketObject(?:v2)?$/;

/** Declared objects. Their content is read on request. */
export class DeclaredObjects implements Objects {
  private buckets: ReadonlySet<string> = new Set();
  private objects: ReadonlyMap<string, Declared> = new Map();

  declare(resources: readonly Declared[]): void {
    this.buckets = new Set(resources.filter(({ type }) => bucketType.test(type)).map(({ id }) => id));
    this.objects = new Map(
      resources.filter(({ type }) => objectType.test(type)).map((object) => [placeOf(object), object]),
    );
  }

  hasBucket(bucket: string): boolean {
    return this.buckets.has(bucket);
  }

  async read(bucket: string, key: string): Promise<StoredObject | undefined> {
    const found = this.objects.get(`${bucket}/${key}`);
    const body = found && (await contentOf(found));
    if (body === undefined) return undefined;
    return { contentType: (found!.state["contentType"] as string | undefined) ?? defaultContentType, body };
  }
}

/** Returns bucket and key. The key defaults to the logical name, as in Pulumi. */
function placeOf({ name, state }: Declared): string {
  return `${String(state["bucket"])}/${(state["key"] as string | undefined) ?? name}`;
}

/** Reads `content`, `contentBase64` or the asset `source`; undefined for an asset on another host. */
async function contentOf({ state }: Declared): Promise<Buffer | undefined> {
  const { content, contentBase64, source = {} } = state as Readonly<Record<string, unknown>> & { source?: object };
  if (typeof content === "string") return Buffer.from(content);
  if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
  if ("text" in source) return Buffer.from(String(await source.text));
  return "path" in source ? readFile(resolve(String(await source.path))) : undefined;
}
