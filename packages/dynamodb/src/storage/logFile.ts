import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { StorageError } from "../errors";

/** First line of a log; the number is the version of its format. */
const header = Buffer.from("ONEMACHINE-DYNAMODB 1\n");
/** Length and checksum before each record, four bytes each, big-endian. */
const frameBytes = 8;
const readBytes = 1 << 20;

/** File system calls of `write`, injected so that tests can fail them. */
export interface FileWriter {
  write(file: number, bytes: Uint8Array): void;
}

export const systemWriter: FileWriter = {
  write: (file, bytes) => {
    let offset = 0;
    while (offset < bytes.length) offset += writeSync(file, bytes, offset, bytes.length - offset);
  },
};

/** Encodes entries as one record, which the log contains completely or not at all. */
export function encodeRecord(entries: readonly unknown[]): Buffer {
  const body = Buffer.from(JSON.stringify(entries));
  const frame = Buffer.alloc(frameBytes);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame, body]);
}

/** An append-only file of records with checksums. */
export class LogFile<Entry> {
  private readonly file: number;
  /** Bytes of complete records and the header. */
  private length: number;
  private isBroken = false;

  /** Opens a log, and creates it if it does not exist. @throws StorageError */
  constructor(
    private readonly path: string,
    private readonly writer: FileWriter = systemWriter,
  ) {
    try {
      // Append mode never overwrites data of another process.
      this.file = openSync(path, "a+");
      this.length = fstatSync(this.file).size;
    } catch (error) {
      throw new StorageError(`${path} cannot be opened (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  get bytes(): number {
    return this.length;
  }

  /**
   * Reads all records. Removes an incomplete record at the end of the file, which a crash left.
   *
   * @throws StorageError for a damaged record before others, and for a file of another format
   */
  read(apply: (entries: readonly Entry[]) => void): void {
    const size = this.length;
    if (size < header.length) return this.begin(size);
    if (!this.bytesAt(0, header.length).equals(header)) {
      throw new StorageError(`${this.path} is not a log of this version`);
    }
    const reader = new BlockReader(this.file, size);
    let position = header.length;
    while (position < size) {
      const record = readRecord(reader, position, size);
      if (record === "cut off") {
        ftruncateSync(this.file, position);
        break;
      }
      if (record === "damaged") {
        throw new StorageError(`${this.path} is damaged at byte ${position}: a record's checksum is wrong`);
      }
      apply(JSON.parse(record.toString()) as Entry[]);
      position += frameBytes + record.length;
    }
    this.length = position;
  }

  /** Writes the header of an empty file, or of one with an incomplete header. */
  private begin(size: number): void {
    if (size > 0 && !header.subarray(0, size).equals(this.bytesAt(0, size))) {
      throw new StorageError(`${this.path} is not a log of this version`);
    }
    ftruncateSync(this.file, 0);
    this.length = 0;
    this.writeWhole(header);
  }

  /** Appends a record. After it returns, the record survives a crash of the process. @throws StorageError */
  append(entries: readonly Entry[]): void {
    if (this.isBroken) throw new StorageError(`${this.path} cannot be written since an earlier failure`);
    this.writeWhole(encodeRecord(entries));
  }

  private writeWhole(bytes: Uint8Array): void {
    try {
      this.writer.write(this.file, bytes);
      this.length += bytes.length;
    } catch (error) {
      this.removeRest();
      throw new StorageError(`${this.path} cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
    }
  }

  /** Removes the partial record of a failed write, so that later records stay readable. */
  private removeRest(): void {
    try {
      ftruncateSync(this.file, this.length);
    } catch {
      this.isBroken = true;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  private bytesAt(position: number, length: number): Buffer {
    return new BlockReader(this.file, position + length).take(position, length);
  }
}

function readRecord(reader: BlockReader, position: number, size: number): Buffer | "cut off" | "damaged" {
  if (position + frameBytes > size) return "cut off";
  const frame = reader.take(position, frameBytes);
  const end = position + frameBytes + frame.readUInt32BE(0);
  if (end > size) return "cut off";
  const body = Buffer.from(reader.take(position + frameBytes, end - position - frameBytes));
  if (crc32(body) === frame.readUInt32BE(4)) return body;
  return end === size ? "cut off" : "damaged";
}

/** Reads a file in blocks. */
class BlockReader {
  private block: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(
    private readonly file: number,
    private readonly size: number,
  ) {}

  /** Returns the bytes at a position. They are valid until the next call. */
  take(position: number, length: number): Buffer {
    const offset = position - this.start;
    if (offset >= 0 && offset + length <= this.block.length) return this.block.subarray(offset, offset + length);
    const wanted = Buffer.alloc(Math.max(length, Math.min(readBytes, this.size - position)));
    let filled = 0;
    while (filled < wanted.length) {
      const count = readSync(this.file, wanted, filled, wanted.length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    this.block = wanted.subarray(0, filled);
    this.start = position;
    return this.block.subarray(0, length);
  }
}
