import { existsSync, fsyncSync, mkdirSync, openSync, closeSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StorageError } from "../errors";
import type { Change, Storage } from "./changes";
import { lockFolder } from "./lock";
import { LogFile, systemWriter, type FileWriter } from "./logFile";

/** Smaller logs are never compacted. */
const minCompactionBytes = 4 * 1024 * 1024;
/** Factor of growth since the last compaction that triggers the next. */
const growth = 3;

export interface FolderOptions {
  readonly writer?: FileWriter;
  readonly minCompactionBytes?: number;
}

/**
 * Stores entries, which are JSON values, in a folder with one log and one writer.
 *
 * @param folder created if its parent exists.
 * @throws StorageError if it cannot be used
 */
export function openFolder<Entry = Change>(folder: string, options: FolderOptions = {}): Storage<Entry> {
  return new FolderStorage<Entry>(folder, options);
}

class FolderStorage<Entry> implements Storage<Entry> {
  private readonly unlock: () => void;
  private log: LogFile<Entry>;
  private compactedBytes = 0;

  constructor(
    private readonly folder: string,
    private readonly options: FolderOptions,
  ) {
    makeFolder(folder);
    refuseOlderFormat(folder);
    this.unlock = lockFolder(folder);
    try {
      // Removes the rest of an interrupted compaction.
      rmSync(this.pathOf("log.new"), { force: true });
      this.log = this.open("log");
    } catch (error) {
      this.unlock();
      throw error;
    }
  }

  load(apply: (entries: readonly Entry[]) => void): void {
    try {
      this.log.read(apply);
    } catch (error) {
      this.close();
      throw error;
    }
    this.compactedBytes = this.log.bytes;
  }

  append(entries: readonly Entry[]): void {
    this.log.append(entries);
  }

  get wantsCompaction(): boolean {
    const { minCompactionBytes: least = minCompactionBytes } = this.options;
    return this.log.bytes > Math.max(least, growth * this.compactedBytes);
  }

  compact(state: Iterable<readonly Entry[]>): void {
    const path = this.pathOf("log.new");
    const next = this.open("log.new");
    try {
      next.read(() => undefined);
      for (const entries of state) next.append(entries);
      sync(path);
      renameSync(path, this.pathOf("log"));
    } catch (error) {
      // The old log is complete. Continues with it and retries after further growth.
      next.close();
      rmSync(path, { force: true });
      this.compactedBytes = this.log.bytes;
      if (error instanceof StorageError) return;
      throw error;
    }
    this.log.close();
    this.log = next;
    this.compactedBytes = next.bytes;
  }

  close(): void {
    this.log.close();
    this.unlock();
  }

  private open(name: string): LogFile<Entry> {
    return new LogFile(this.pathOf(name), this.options.writer ?? systemWriter);
  }

  private pathOf(name: string): string {
    return join(this.folder, name);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new StorageError(`the folder ${folder} cannot be created (${code ?? "unknown"})`);
  }
}

/** Rejects the LevelDB files of earlier versions. */
function refuseOlderFormat(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new StorageError(
      `the folder ${folder} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
    );
  }
  if (!names.includes("CURRENT") || !names.some((name) => name.startsWith("MANIFEST-"))) return;
  throw new StorageError(
    `${folder} has the LevelDB files of an earlier version, which this version cannot read: use another folder`,
  );
}

function sync(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
