import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { memoryStorage, openFolder, StorageError, type Storage } from "./dynamodbPackage";
import { UserError } from "./errors";

/** A change of an entry; without a value, its removal. Values must be JSON values. */
export type EntryChange<V> = readonly [key: string, value?: V];

/** Maximum number of changes in a record of a compacted log. */
const compactedChanges = 1_000;

/** A map whose entries are kept between runs with `--data`. A change is stored before the call returns. */
export class DurableMap<V> {
  private readonly entries = new Map<string, V>();

  private constructor(private readonly storage: Storage<EntryChange<V>>) {
    storage.load((changes) => this.apply(changes));
  }

  /**
   * Opens the map of a service.
   *
   * @param dataDir folder of `--data`; undefined keeps the map in memory.
   * @param name subfolder, such as `sqs`.
   * @throws UserError if the folder cannot be used.
   */
  static open<V>(dataDir: string | undefined, name: string): DurableMap<V> {
    if (dataDir === undefined) return new DurableMap<V>(memoryStorage());
    try {
      mkdirSync(dataDir, { recursive: true });
      return new DurableMap<V>(openFolder(join(dataDir, name)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const reason = error instanceof StorageError ? error.message : `the folder cannot be created (${code})`;
      throw new UserError(`--data ${dataDir}: ${reason}`);
    }
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  /** Iterates in the order in which keys were added. */
  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.entries[Symbol.iterator]();
  }

  set(key: string, value: V): void {
    this.change([[key, value]]);
  }

  delete(key: string): void {
    if (this.entries.has(key)) this.change([[key]]);
  }

  /** Stores several changes, all or none. @throws StorageError */
  change(changes: readonly EntryChange<V>[]): void {
    if (changes.length === 0) return;
    this.storage.append(changes);
    this.apply(changes);
    if (this.storage.wantsCompaction) this.storage.compact(this.records());
  }

  close(): void {
    this.storage.close();
  }

  private apply(changes: readonly EntryChange<V>[]): void {
    for (const change of changes) {
      if (change.length === 1) this.entries.delete(change[0]);
      else this.entries.set(change[0], change[1]!);
    }
  }

  private *records(): Iterable<EntryChange<V>[]> {
    let record: EntryChange<V>[] = [];
    for (const entry of this.entries) {
      record.push(entry);
      if (record.length < compactedChanges) continue;
      yield record;
      record = [];
    }
    if (record.length > 0) yield record;
  }
}
