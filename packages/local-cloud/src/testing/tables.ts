import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Tables } from "../kernel/descriptions";

/** An item in plain JavaScript values, as `@aws-sdk/lib-dynamodb` takes and returns it. */
export type Item = Readonly<Record<string, unknown>>;

/** A table of a test's cloud. Reads and writes need no permission and are reported to nobody. */
export interface TestTable {
  /** The physical name. */
  readonly tableName: string;
  /** Puts items, replacing those with the same key. @throws Error with DynamoDB's message for an item that it refuses. */
  seed(items: readonly Item[]): Promise<void>;
  /** All items, in the order of a Scan. */
  items(): Promise<Item[]>;
  /** Removes every item. */
  clear(): Promise<void>;
}

/** The declared tables, keyed by logical name. Reading another name throws a TypeError that lists them. */
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
    const page = await tables.page(tableName, start);
    yield* page?.rows ?? [];
    start = page?.next;
  } while (start !== undefined);
}
