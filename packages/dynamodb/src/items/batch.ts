import type { Database } from "../database";
import { validationError } from "../errors";
import type { Table } from "../tables/table";
import type { Change } from "../storage/changes";
import { normalizeItem } from "../values/normalize";
import { setAttribute, type Item } from "../values/types";
import {
  readConsumption,
  readUnits,
  capacitiesMember,
  writeConsumption,
  type CapacityLevel,
  type Consumption,
} from "./capacity";
import { keyedWrite } from "./deleteItem";
import { readItem, parseRequestedPaths } from "./getItem";
import { checkKey, keyMismatchError } from "./keys";
import { checkForms, type Request } from "./parameters";
import { putWrite } from "./putItem";
import { changeOf, checkWriteKey, collectionMetrics, evaluateWrite, type Write } from "./write";

/** Bytes of all items in a response ("BatchGetItem"). */
const maxAnswerBytes = 16 * 1024 * 1024;
const maxKeys = 100;
const maxWrites = 25;

interface KeysRequest {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
}

const duplicateKeysError = () => validationError("Provided list of item keys contains duplicates");

export function batchGetItem(database: Database, request: Request): object {
  const tables = Object.entries(request["RequestItems"] as Record<string, KeysRequest & Request>);
  if (tables.length === 0) throw validationError("The requestItems parameter is required for BatchGetItem");
  checkKeyCounts(tables);
  checkForms(joinForms(tables), { expressions: ["ProjectionExpression"], legacy: ["AttributesToGet"] });
  const reads = tables.map(([name, each]) => ({
    name,
    paths: parseRequestedPaths(each),
    each,
    keys: each.Keys.map((key) => normalizeItem(key)),
  }));
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, object> = {};
  const consumed: Consumption[] = [];
  let total = 0;
  for (const { each, table, keys, paths, name } of reads.map((read) => ({
    ...read,
    table: database.table(read.name),
  }))) {
    checkNoDuplicates(table, keys);
    const items: Item[] = [];
    const rest: Item[] = [];
    const kind = each.ConsistentRead === true ? "strong" : "eventual";
    for (const key of keys) {
      const { item, bytes } = readItem(table, key, paths);
      if (total + bytes > maxAnswerBytes) {
        rest.push(key);
        continue;
      }
      total += bytes;
      if (item !== undefined) items.push(item);
      consumed.push(readConsumption(table, readUnits(bytes, kind)));
    }
    setAttribute(responses as never, name, items as never);
    if (rest.length > 0) unprocessed[name] = { ...each, Keys: rest };
  }
  const level = request["ReturnConsumedCapacity"] as CapacityLevel;
  return { Responses: responses, UnprocessedKeys: unprocessed, ...capacitiesMember(consumed, level) };
}

/**
 * Returns the projection parameters of all tables together, because AWS rejects a request that uses both forms, even on
 * different tables.
 */
function joinForms(tables: readonly (readonly [string, Request])[]): Request {
  const used = (name: string) => tables.find(([, each]) => each[name] !== undefined)?.[1][name];
  return {
    AttributesToGet: used("AttributesToGet"),
    ProjectionExpression: used("ProjectionExpression"),
  };
}

function checkKeyCounts(tables: readonly (readonly [string, KeysRequest])[]): void {
  let count = 0;
  for (const [name, { Keys: keys }] of tables) {
    if (keys.length > maxKeys) {
      throw validationError(
        `1 validation error detected: Value at 'RequestItems.${name}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to ${maxKeys}`,
      );
    }
    if (keys.length === 0) {
      throw validationError(
        `1 validation error detected: Value '[]' at 'requestItems.${name}.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      );
    }
    count += keys.length;
  }
  if (count > maxKeys) throw validationError("Too many items requested for the BatchGetItem call");
}

function checkNoDuplicates(table: Table, keys: readonly Item[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    checkKey(table.shape, key);
    const encoded = table.shape.encode(key);
    if (seen.has(encoded)) throw duplicateKeysError();
    seen.add(encoded);
  }
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

export function batchWriteItem(database: Database, request: Request): object {
  const tables = Object.entries(request["RequestItems"] as Record<string, readonly WriteRequest[]>);
  if (tables.length === 0) throw validationError("The requestItems parameter is required for BatchWriteItem");
  const writes = tables.flatMap(([name, list]) => list.map((each) => writeOf(database, name, each)));
  if (writes.length > maxWrites) throw validationError("Too many items requested for the BatchWriteItem call");
  const seen = new Set<string>();
  for (const write of writes) {
    if (!write.table.shape.isComplete(write.key)) throw keyMismatchError();
    checkWriteKey(write);
    const encoded = `${write.table.name}/${write.table.shape.encode(write.key)}`;
    if (seen.has(encoded)) throw duplicateKeysError();
    seen.add(encoded);
  }
  const now = database.now();
  const consumed: Consumption[] = [];
  const changes: Change[] = [];
  for (const write of writes) {
    const written = evaluateWrite(write);
    const change = changeOf(write, written, now);
    if (change !== undefined) changes.push(change);
    consumed.push(writeConsumption(write.table, written));
  }
  database.commit(changes);
  return {
    UnprocessedItems: {},
    ...capacitiesMember(consumed, request["ReturnConsumedCapacity"] as CapacityLevel),
    ...collectionsMember(writes, request["ReturnItemCollectionMetrics"]),
  };
}

function writeOf(database: Database, name: string, { PutRequest: put, DeleteRequest: remove }: WriteRequest): Write {
  if ((put === undefined) === (remove === undefined)) {
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  return put === undefined
    ? keyedWrite(database, "Delete", { TableName: name, Key: remove!.Key })
    : putWrite(database, { TableName: name, Item: put.Item });
}

/** Returns the member ItemCollectionMetrics of a response for several tables. */
export function collectionsMember(writes: readonly Write[], wanted: unknown): object {
  if (wanted !== "SIZE") return {};
  const byTable: Record<string, object[]> = {};
  for (const { table, key } of writes) {
    const metrics = collectionMetrics(table, key);
    if (metrics !== undefined) (byTable[table.name] ??= []).push(metrics);
  }
  return Object.keys(byTable).length === 0 ? {} : { ItemCollectionMetrics: byTable };
}
