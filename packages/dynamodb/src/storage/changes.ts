import type { StreamRecord } from "../streams/records";
import type { TableDefinition } from "../tables/schema";
import type { Item } from "../values/types";

/** A change of the state. Storage writes each list of changes completely or not at all. */
export type Change =
  /** Creates a table or changes its definition. */
  | { readonly do: "define"; readonly table: TableDefinition; readonly at: number }
  | { readonly do: "drop"; readonly table: string; readonly at: number }
  /** Stores an item. `at` is the time of the write in epoch milliseconds, for the stream. */
  | { readonly do: "put"; readonly table: string; readonly item: Item; readonly at: number }
  /** Removes an item. @property expired true when the service removed it */
  | { readonly do: "delete"; readonly table: string; readonly key: Item; readonly at: number; readonly expired?: true }
  /** Records the token of a transaction. */
  | { readonly do: "token"; readonly token: string; readonly request: string; readonly at: number }
  /** Restores a stream, in a compacted log. */
  | { readonly do: "stream"; readonly stream: StreamSnapshot };

export interface StreamSnapshot {
  readonly arn: string;
  readonly sequence: string;
  readonly shards: readonly {
    readonly id: string;
    readonly parent?: string;
    readonly opened: number;
    readonly start: string;
    readonly end?: string;
    readonly closed?: number;
    readonly records: readonly StreamRecord[];
  }[];
  readonly definition: {
    readonly table: string;
    readonly label: string;
    readonly viewType: string;
    readonly keySchema: unknown;
    readonly created: number;
    readonly enabled: boolean;
  };
}

/** Stores lists of entries in order. */
export interface Storage<Entry = Change> {
  /** Passes all stored entries in order. Called once, before the first `append`. */
  load(apply: (entries: readonly Entry[]) => void): void;
  /**
   * Stores a list of entries. After it returns, they survive a crash of the process.
   *
   * @throws StorageError if they cannot be stored
   */
  append(entries: readonly Entry[]): void;
  /** True if a compaction would make the storage much smaller. */
  readonly wantsCompaction: boolean;
  /** Replaces all stored entries. */
  compact(state: Iterable<readonly Entry[]>): void;
  close(): void;
}

/** Stores nothing, so the state ends with the process. */
export const memoryStorage = <Entry = Change>(): Storage<Entry> => ({
  load: () => undefined,
  append: () => undefined,
  wantsCompaction: false,
  compact: () => undefined,
  close: () => undefined,
});
