import type { Database } from "../database";
import { validationError, type DynamoDbError } from "../errors";
import { holds } from "../expressions/evaluate";
import { checkKey } from "../items/keys";
import type { Table } from "../tables/table";
import { itemSize } from "../values/size";
import type { Item } from "../values/types";
import { selectColumns, type Select } from "./select";
import { splitKey } from "./writes";

/** A SELECT of one item by its full key, for batches and transactions. */
export interface KeyedRead {
  readonly table: Table;
  readonly item: Item | undefined;
  readonly bytes: number;
}

/** Reads one item. @param where caller's name in the message for an incomplete key. @throws DynamoDbError */
export function readKeyed(database: Database, statement: Select, where: string): KeyedRead {
  const table = database.table(statement.table);
  const { key, rest } = keyOf(table, statement, where);
  checkKey(table.shape, key);
  const item = table.get(key);
  if (item === undefined) return { table, item, bytes: 0 };
  const bytes = itemSize(item);
  if (!rest.every((condition) => holds(condition, item))) return { table, item: undefined, bytes };
  return { table, item: statement.paths === undefined ? item : selectColumns(item, statement.paths), bytes };
}

function keyOf(table: Table, statement: Select, where: string) {
  try {
    return splitKey(table.shape, statement.where);
  } catch {
    throw missingKeyError(where);
  }
}

export function missingKeyError(where: string): DynamoDbError {
  return validationError(`Select statements within ${where} must specify the primary key in the where clause.`);
}
