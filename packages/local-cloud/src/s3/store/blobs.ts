import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { UserError } from "../../kernel/errors";
import { S3Error } from "../protocol/errors";
import type { Segment } from "./objectVersion";

/** Bytes of objects, each under a random id. */
export interface Blobs {
  /** @throws S3Error if there is no space */
  write(bytes: Buffer): Promise<string>;
  /** Returns the bytes from `start` to before `end`. @throws Error for an unknown id, which is a defect. */
  read(id: string, start: number, end: number): Promise<Buffer>;
  /** Removes blobs, at once or after the last reader has finished. */
  remove(ids: readonly string[]): void;
  /** Prevents the removal of blobs until the returned function is called. */
  pin(ids: readonly string[]): () => void;
}

/** Largest sum of all objects in bytes without `--data`. */
export const maxMemory = 512 * 1024 * 1024;

/** Maximum bytes of one read from a file. */
const pieceBytes = 1024 * 1024;

/** Keeps removed blobs until their last reader has finished. */
abstract class PinnedBlobs implements Blobs {
  private readonly pins = new Map<string, number>();
  private readonly removedWhilePinned = new Set<string>();

  abstract write(bytes: Buffer): Promise<string>;
  abstract read(id: string, start: number, end: number): Promise<Buffer>;
  protected abstract drop(id: string): void;

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.pins.has(id)) this.removedWhilePinned.add(id);
      else this.drop(id);
    }
  }

  pin(ids: readonly string[]): () => void {
    for (const id of ids) this.pins.set(id, (this.pins.get(id) ?? 0) + 1);
    let isPinned = true;
    return () => {
      if (isPinned) for (const id of ids) this.unpin(id);
      isPinned = false;
    };
  }

  private unpin(id: string): void {
    const left = (this.pins.get(id) ?? 1) - 1;
    if (left > 0) {
      this.pins.set(id, left);
      return;
    }
    this.pins.delete(id);
    if (this.removedWhilePinned.delete(id)) this.drop(id);
  }
}

/** Blobs in memory, bounded. */
export class MemoryBlobs extends PinnedBlobs {
  private readonly blobs = new Map<string, Buffer>();
  private bytes = 0;

  constructor(private readonly limit = maxMemory) {
    super();
  }

  write(bytes: Buffer): Promise<string> {
    if (this.bytes + bytes.length > this.limit) {
      const message = `the objects of this run exceed ${this.limit} bytes of memory: delete some, or run with --data to store them in files`;
      return Promise.reject(new S3Error("InsufficientStorage", message));
    }
    const id = newId();
    // A copy: the body may be a part of a larger buffer.
    this.blobs.set(id, Buffer.from(bytes));
    this.bytes += bytes.length;
    return Promise.resolve(id);
  }

  read(id: string, start: number, end: number): Promise<Buffer> {
    const bytes = this.blobs.get(id);
    return bytes === undefined ? Promise.reject(missing(id)) : Promise.resolve(bytes.subarray(start, end));
  }

  protected drop(id: string): void {
    this.bytes -= this.blobs.get(id)?.length ?? 0;
    this.blobs.delete(id);
  }
}

/** Blobs in files below `--data`. A file gets its name only after it is complete. */
export class FileBlobs extends PinnedBlobs {
  /** @throws UserError when the folder cannot be used */
  constructor(private readonly folder: string) {
    super();
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new UserError(`--data ${folder}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }

  /** Removes the files that nothing refers to: a killed process leaves them behind. */
  removeOthers(known: ReadonlySet<string>): void {
    for (const name of readdirSync(this.folder)) {
      if (!known.has(name)) rmSync(join(this.folder, name), { force: true });
    }
  }

  async write(bytes: Buffer): Promise<string> {
    const id = newId();
    const path = join(this.folder, id);
    try {
      await writeFile(`${path}.part`, bytes);
      await rename(`${path}.part`, path);
    } catch (error) {
      await rm(`${path}.part`, { force: true });
      const { code = "", message } = error as NodeJS.ErrnoException;
      if (!["ENOSPC", "EDQUOT", "EFBIG"].includes(code)) throw error;
      throw new S3Error("InsufficientStorage", `the object cannot be stored below --data: ${message}`);
    }
    return id;
  }

  async read(id: string, start: number, end: number): Promise<Buffer> {
    const file = await open(join(this.folder, id));
    try {
      return await readWhole(file, start, end);
    } finally {
      await file.close();
    }
  }

  protected drop(id: string): void {
    void rm(join(this.folder, id), { force: true }).catch(() => undefined);
  }
}

async function readWhole(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new Error(`an object's file ends after ${start + at} bytes`);
    at += bytesRead;
  }
  return bytes;
}

/** Returns a stream of the bytes `first` to `last` of consecutive blobs. They stay until the stream closes. */
export function streamOf(
  blobs: Blobs,
  segments: readonly Segment[],
  { first, last }: { readonly first: number; readonly last: number },
): Readable {
  const unpin = blobs.pin(segments.map(({ blob }) => blob));
  return Readable.from(pieces(blobs, segments, { first, last }), { objectMode: false }).once("close", unpin);
}

async function* pieces(
  blobs: Blobs,
  segments: readonly Segment[],
  { first, last }: { readonly first: number; readonly last: number },
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const { blob, size } of segments) {
    const end = Math.min(size, last + 1 - offset);
    for (let at = Math.max(0, first - offset); at < end; at += pieceBytes) {
      yield await blobs.read(blob, at, Math.min(end, at + pieceBytes));
    }
    offset += size;
  }
}

/** Returns the bytes of a range as one buffer. */
export async function bytesOf(
  blobs: Blobs,
  segments: readonly Segment[],
  range: { readonly first: number; readonly last: number },
): Promise<Buffer> {
  const unpin = blobs.pin(segments.map(({ blob }) => blob));
  const all: Buffer[] = [];
  try {
    for await (const piece of pieces(blobs, segments, range)) all.push(piece);
  } finally {
    unpin();
  }
  return Buffer.concat(all);
}

function newId(): string {
  return randomBytes(16).toString("hex");
}

function missing(id: string): Error {
  return new Error(`no bytes are stored as ${id}`);
}
