import type { DurableMap, EntryChange } from "../../kernel/durableMap";
import type { Blobs } from "./blobs";
import type { ObjectVersion, Upload, UploadedPart } from "./objectVersion";

/** All versions of an object, oldest first; an upload; or a part of one. */
export type StoredEntry = readonly ObjectVersion[] | Upload | UploadedPart;

type Versions = readonly ObjectVersion[];

/**
 * Versions, keyed by object key. `sorted` contains the keys in the order of their UTF-8 bytes; undefined until it is
 * computed.
 */
interface KeyTable {
  readonly objects: Map<string, Versions>;
  sorted: readonly string[] | undefined;
}

interface OpenUpload {
  readonly upload: Upload;
  readonly parts: Map<number, UploadedPart>;
}

const separator = "\0";

/**
 * Objects and uploads of all buckets. A change is stored before its call returns. Replaced bytes are removed
 * afterwards.
 */
export class ObjectStore {
  private readonly buckets = new Map<string, KeyTable>();
  private readonly uploads = new Map<string, OpenUpload>();

  constructor(
    private readonly map: DurableMap<StoredEntry>,
    readonly blobs: Blobs,
  ) {
    const entries = [...map].map(([name, entry]) => [name.split(separator), entry] as const);
    for (const [[kind, bucket = "", ...key], entry] of entries) {
      if (kind === "object") this.tableOf(bucket).objects.set(key.join(separator), entry as Versions);
      if (kind === "upload") this.uploads.set(bucket, { upload: entry as Upload, parts: new Map() });
    }
    for (const [[kind, id = ""], entry] of entries) {
      const part = entry as UploadedPart;
      if (kind === "part") this.uploads.get(id)?.parts.set(part.number, part);
    }
  }

  /** Returns the ids of all blobs that the store refers to. */
  blobIds(): Set<string> {
    const ids = new Set<string>();
    for (const { objects } of this.buckets.values()) {
      for (const versions of objects.values()) for (const id of versions.flatMap(blobsOf)) ids.add(id);
    }
    for (const { parts } of this.uploads.values()) for (const { segment } of parts.values()) ids.add(segment.blob);
    return ids;
  }

  /** Returns the versions of an object, oldest first. */
  versions(bucket: string, key: string): Versions {
    return this.buckets.get(bucket)?.objects.get(key) ?? [];
  }

  /** Returns the newest version; undefined if it is a delete marker. */
  current(bucket: string, key: string): ObjectVersion | undefined {
    const newest = this.versions(bucket, key).at(-1);
    return newest?.isDeleteMarker === true ? undefined : newest;
  }

  /** Returns the keys of a bucket in the order of their UTF-8 bytes. */
  keys(bucket: string): readonly string[] {
    const table = this.tableOf(bucket);
    table.sorted ??= [...table.objects.keys()].sort(compareKeys);
    return table.sorted;
  }

  /** Replaces the versions of an object; none removes it. */
  setVersions(bucket: string, key: string, versions: Versions): void {
    this.change([bucket, key, versions], []);
  }

  upload(id: string): OpenUpload | undefined {
    return this.uploads.get(id);
  }

  /** Returns the uploads of a bucket in the order of keys, and of their beginnings. */
  uploadsOf(bucket: string): readonly Upload[] {
    return [...this.uploads.values()]
      .map(({ upload }) => upload)
      .filter((upload) => upload.bucket === bucket)
      .sort((one, other) => compareKeys(one.key, other.key) || one.initiated - other.initiated);
  }

  addUpload(upload: Upload): void {
    this.map.set(`upload${separator}${upload.id}`, upload);
    this.uploads.set(upload.id, { upload, parts: new Map() });
  }

  /** Adds a part, or replaces the one of its number. */
  setPart(id: string, part: UploadedPart): void {
    const { parts } = this.uploads.get(id)!;
    const before = parts.get(part.number);
    this.map.set(partName(id, part.number), part);
    parts.set(part.number, part);
    if (before !== undefined) this.blobs.remove([before.segment.blob]);
  }

  /** Ends an upload, and stores the versions that it results in, all or nothing. */
  endUpload(id: string, versions?: Versions): void {
    const open = this.uploads.get(id)!;
    const { bucket, key } = open.upload;
    const ended = [`upload${separator}${id}`, ...[...open.parts.keys()].map((number) => partName(id, number))];
    this.change(versions === undefined ? undefined : [bucket, key, versions], ended);
    this.uploads.delete(id);
    const kept = new Set(versions?.flatMap(blobsOf));
    const blobs = [...open.parts.values()].map(({ segment }) => segment.blob);
    this.blobs.remove(blobs.filter((blob) => !kept.has(blob)));
  }

  /** Removes all objects and uploads. */
  clear(): void {
    for (const id of [...this.uploads.keys()]) this.endUpload(id);
    for (const [bucket, { objects }] of this.buckets) {
      for (const key of [...objects.keys()]) this.setVersions(bucket, key, []);
    }
  }

  private change(object: readonly [string, string, Versions] | undefined, removed: readonly string[]): void {
    const changes: EntryChange<StoredEntry>[] = removed.map((name) => [name]);
    if (object === undefined) return this.map.change(changes);
    const [bucket, key, versions] = object;
    const name = ["object", bucket, key].join(separator);
    this.map.change([...changes, versions.length === 0 ? [name] : [name, versions]]);
    const table = this.tableOf(bucket);
    const before = table.objects.get(key);
    if ((before === undefined) !== (versions.length === 0)) table.sorted = undefined;
    if (versions.length === 0) table.objects.delete(key);
    else table.objects.set(key, versions);
    const kept = new Set(versions.flatMap(blobsOf));
    this.blobs.remove((before ?? []).flatMap(blobsOf).filter((blob) => !kept.has(blob)));
  }

  private tableOf(bucket: string): KeyTable {
    let table = this.buckets.get(bucket);
    if (table === undefined) {
      table = { objects: new Map(), sorted: undefined };
      this.buckets.set(bucket, table);
    }
    return table;
  }
}

function partName(id: string, number: number): string {
  return ["part", id, number].join(separator);
}

function blobsOf({ segments }: ObjectVersion): string[] {
  return segments.map(({ blob }) => blob);
}

/** Compares by UTF-8 bytes. UTF-16 has the same order unless a text contains surrogates. */
export function compareKeys(one: string, other: string): number {
  if (/[\ud800-\udfff]/.test(one) || /[\ud800-\udfff]/.test(other)) {
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  }
  return one < other ? -1 : Number(one > other);
}
