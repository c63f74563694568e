import type { Table } from "./tables/table";
import type { Item } from "./values/types";

interface Write {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly table: Table;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Largest age of the state that an eventually consistent read returns ("Read consistency": usually within a second). */
export const stalenessMillis = 1_000;

/** Maximum number of stored writes. Stale reads do not undo older writes. */
const maxWrites = 10_000;

/** Stores the writes of the last second, so that reads can return the state before them. */
export class RecentWrites {
  private writes: Write[] = [];

  add(write: Write): void {
    const oldest = this.writes[0]?.at ?? write.at;
    if (this.writes.length >= 2 * maxWrites || oldest <= write.at - 2 * stalenessMillis) {
      this.writes = this.writes.filter(({ at }) => at > write.at - stalenessMillis).slice(-maxWrites);
    }
    this.writes.push(write);
  }

  /** Runs a read on the items as they were at a time. Calls are atomic, so no other call sees that state. */
  readAt<T>(time: number, read: () => T): T {
    const undone = this.writes.filter(({ at }) => at > time);
    try {
      for (const { table, key, before } of [...undone].reverse()) setItem(table, key, before);
      return read();
    } finally {
      for (const { table, key, after } of undone) setItem(table, key, after);
    }
  }
}

function setItem(table: Table, key: Item, item: Item | undefined): void {
  if (item === undefined) table.delete(key);
  else table.put(item);
}

/** Returns whether a request reads with eventual consistency and nothing else. */
export function isEventuallyConsistent(operation: string, request: Readonly<Record<string, unknown>>): boolean {
  switch (operation) {
    case "GetItem":
    case "Query":
    case "Scan":
      return request["ConsistentRead"] !== true;
    case "BatchGetItem":
      return Object.values(request["RequestItems"] as Record<string, { ConsistentRead?: boolean }>).every(
        ({ ConsistentRead }) => ConsistentRead !== true,
      );
    case "ExecuteStatement":
      return isEventualSelect(request);
    case "BatchExecuteStatement":
      return (request["Statements"] as readonly Record<string, unknown>[]).every(isEventualSelect);
    default:
      return false;
  }
}

function isEventualSelect({ Statement, ConsistentRead }: Readonly<Record<string, unknown>>): boolean {
  return ConsistentRead !== true && /^\s*select\b/i.test(String(Statement));
}
