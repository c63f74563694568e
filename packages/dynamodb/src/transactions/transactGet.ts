import type { Database } from "../database";
import { readConsumption, readUnits, capacitiesMember, type CapacityLevel } from "../items/capacity";
import { readItem, parseRequestedPaths } from "../items/getItem";
import type { Request } from "../items/parameters";
import { normalizeItem } from "../values/normalize";
import type { Item } from "../values/types";
import { allOrNone } from "./cancellation";
import { checkDistinct } from "./distinct";

export function transactGetItems(database: Database, request: Request): object {
  const items = request["TransactItems"] as readonly { readonly Get: Request }[];
  const reads = items.map(({ Get: get }) => ({
    paths: parseRequestedPaths(get),
    key: normalizeItem(get["Key"] as Item),
    table: database.table(get["TableName"] as string),
  }));
  checkDistinct(reads.map(({ table, key }) => [table, key]));
  const results = allOrNone(reads, ({ table, key, paths }) => ({ table, ...readItem(table, key, paths) }));
  const consumed = results.map(({ table, bytes }) => readConsumption(table, readUnits(bytes, "transactional")));
  return {
    Responses: results.map(({ item }) => (item === undefined || Object.keys(item).length === 0 ? {} : { Item: item })),
    ...capacitiesMember(consumed, request["ReturnConsumedCapacity"] as CapacityLevel, true),
  };
}
