import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Tables } from "../kernel/interfaces/descriptions";

/** An item as plain JavaScript values, as in `@aws-sdk/lib-dynamodb`. */
export type Item = Readonly<Record<string, unknown>>;

/** A table for use in tests. Its reads and writes skip IAM and are not recorded. */
export interface TestTable {
  /** The physical name. */
  readonly tableName: string;
  /** Puts items; replaces items with the same key. @throws Error with DynamoDB's message if it rejects an item. */
  seed(items: readonly Item[]): Promise<void>;
  /** Returns all items, in the order of a Scan. */
  items(): Promise<Item[]>;
  /** Deletes all items. */
  clear(): Promise<void>;
}

/**
 * Returns the declared tables by logical name. Reading an unknown name throws a TypeError that lists the known ones.
 */
export function testTables(tables: Tables): Readonly<Record<string, TestTable>> {
  const named = Object.fromEntries(tables.descriptions.map(({ label, name }) => [label, testTable(tables, name)]));
  return new Proxy(named, {
    get: (_, name) => {
      if (typeof name === "symbol") return undefined;
      if (Object.hasOwn(named, name)) return named[name];
      throw new TypeError(`no table ${name}: the program declares ${Object.keys(named).join(", ") || "none"}`);
    },
  });
}

function testTable(tables: Tables, tableName: string): TestTable {
  return {
    tableName,
    seed: async (items) => {
      for (const item of items) await tables.put(tableName, marshall(item, { removeUndefinedValues: true }));
    },
    items: async () => {
      const all: Item[] = [];
      for await (const row of rowsOf(tables, tableName)) all.push(unmarshall(row as never));
      return all;
    },
    clear: () => tables.clear(tableName),
  };
}

async function* rowsOf(tables: Tables, tableName: string): AsyncGenerator<object> {
  let start: object | undefined;
  do {
    const page = await tables.page(tableName, { start });
    yield* page?.rows ?? [];
    start = page?.next;
  } while (start !== undefined);
}
