import type { Database } from "../database";
import { conditionFailed, validationError } from "../errors";
import { applyUpdate } from "../expressions/applyUpdate";
import type { Condition, Update } from "../expressions/ast";
import { holds } from "../expressions/evaluate";
import type { Change } from "../storage/changes";
import type { Row } from "../tables/collection";
import type { Table } from "../tables/table";
import { checkNesting } from "../values/normalize";
import { itemSize, textSize, valueSize } from "../values/size";
import { attributeOf, type Item } from "../values/types";
import { checkIndexKeyTypes, checkItemKey, checkKey, pathsOfUpdate } from "./keys";

/** Bytes (Quotas, "Item size"). */
export const maxItemBytes = 409_600;

/** A checked write of one item, for execution alone, in a batch or in a transaction. */
export interface Write {
  readonly kind: "Put" | "Update" | "Delete" | "ConditionCheck";
  readonly table: Table;
  /** Key attributes; the whole item for a put. */
  readonly key: Item;
  readonly condition: Condition | undefined;
  /** True if the error of a failed condition contains the item. */
  readonly returnsItem: boolean;
  readonly update?: Update;
  /** True for UpdateItem, which measures the written size differently. */
  readonly isStandalone?: boolean;
}

export interface ItemVersions {
  readonly old: Item | undefined;
  readonly new: Item | undefined;
}

/** Checks a key against the table. @throws ValidationException */
export function checkWriteKey({ kind, table, key }: Write): void {
  if (kind !== "Put") return checkKey(table.shape, key);
  checkItemKey(table.shape, key);
  checkIndexKeyTypes(table, key);
}

/** Returns the item before and after, without storing it. @throws DynamoDbError */
export function evaluateWrite(write: Write): ItemVersions {
  const { kind, table, key, condition, returnsItem } = write;
  if (kind === "Put" && condition === undefined) return replaceItem(table.row(key), key);
  const old = table.get(key);
  if (condition !== undefined && !holds(condition, old ?? {})) {
    throw conditionFailed(returnsItem ? old : undefined);
  }
  switch (kind) {
    case "Put":
      return { old, new: key };
    case "Delete":
      return { old, new: undefined };
    case "ConditionCheck":
      return { old, new: old };
    case "Update":
      return { old, new: updateItemVersion(write, old) };
  }
}

/** Reads the old item only when it is used, because reading takes time and most puts do not need it. */
function replaceItem(row: Row | undefined, item: Item): ItemVersions {
  let read: Item | undefined;
  return {
    get old() {
      return (read ??= row?.item);
    },
    new: item,
  };
}

function updateItemVersion({ table, key, update, isStandalone }: Write, old: Item | undefined): Item {
  const base = old ?? table.keyOf(key);
  if (update === undefined) return base;
  const next = applyUpdate(base, update);
  checkNesting(next);
  const names = new Set(pathsOfUpdate(update).map(([name]) => String(name)));
  checkIndexKeyTypes(table, next, names);
  const bytes = Math.max(itemSize(next), isStandalone === true ? sizeOfUpdated(next, update, names) : 0);
  if (bytes > maxItemBytes) throw validationError("Item size to update has exceeded the maximum allowed size");
  return next;
}

/**
 * Returns the bytes that UpdateItem adds to the item's size for the limit: written attributes, and a cost per action.
 *
 * Measured on AWS (public conformance suite nubo-db/dynamodb-conformance, 2026-08-19).
 */
function sizeOfUpdated(item: Item, update: Update, names: ReadonlySet<string>): number {
  let bytes = 3;
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) bytes += textSize(name) + valueSize(value);
  }
  for (const { path } of [...update.set, ...update.add]) bytes += typeof path.at(-1) === "number" ? 20 : 19;
  return bytes + 2 * (update.remove.length + update.delete.length);
}

/** Returns the change that stores a write; undefined for a condition check, and if no item existed before or after. */
export function changeOf({ kind, table, key }: Write, written: ItemVersions, at: number): Change | undefined {
  const { new: next } = written;
  if (kind === "ConditionCheck" || (next === undefined && written.old === undefined)) return undefined;
  if (next === undefined) return { do: "delete", table: table.name, key: table.keyOf(key), at };
  return { do: "put", table: table.name, item: next, at };
}

/** Executes one write. @throws DynamoDbError */
export function execute(database: Database, write: Write): ItemVersions {
  checkWriteKey(write);
  const written = evaluateWrite(write);
  const change = changeOf(write, written, database.now());
  if (change !== undefined) database.commit([change]);
  return written;
}

/** Returns the member ItemCollectionMetrics, which only tables with local indexes have. */
export function collectionMember(table: Table, key: Item, wanted: unknown): object {
  const metrics = collectionMetrics(table, key);
  return wanted === "SIZE" && metrics !== undefined ? { ItemCollectionMetrics: metrics } : {};
}

export function collectionMetrics(table: Table, key: Item): object | undefined {
  if (table.definition.localIndexes.length === 0) return undefined;
  const [hash] = table.shape.hash as [string];
  return { ItemCollectionKey: { [hash]: key[hash] }, SizeEstimateRangeGB: [0, 1] };
}
