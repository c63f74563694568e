import type { Condition, Path } from "../expressions/ast";
import { holds } from "../expressions/evaluate";
import { project } from "../expressions/projection";
import type { Bound } from "../storage/orderedMap";
import { pick, type Index, type Row } from "../tables/collection";
import type { Table } from "../tables/table";
import { itemSize } from "../values/size";
import type { Item } from "../values/types";
import { readUnits, readConsumption, capacityMember, type CapacityLevel, type ReadKind } from "./capacity";

/** Bytes read before a page ends ("Paginating table query results"). */
const pageBytes = 1024 * 1024;

/** A read over the rows of a table or index. */
export interface Walk {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly from: Bound | undefined;
  readonly to: Bound | undefined;
  readonly isDescending: boolean;
  readonly filter: Condition | undefined;
  readonly limit: number | undefined;
  readonly selection: Selection;
  readonly kind: ReadKind;
}

export interface Selection {
  readonly count: boolean;
  readonly paths: readonly Path[] | undefined;
  /** True if a local index fetches attributes that it lacks from the table. */
  readonly fetches: boolean;
}

export interface Page {
  readonly items: readonly Item[];
  readonly count: number;
  readonly scanned: number;
  readonly last: Item | undefined;
  readonly bytes: number;
  /** Read units of items that a local index fetched from the table. */
  readonly fetched: number;
}

/** Reads a page of at most `limit` rows and 1 MB. */
export function readPage(walk: Walk): Page {
  const { table, index, filter, limit, selection } = walk;
  const items: Item[] = [];
  let count = 0;
  let scanned = 0;
  let bytes = 0;
  let fetched = 0;
  let last: Item | undefined;
  for (const row of rowsOf(walk)) {
    const stored = row.item;
    const view = index === undefined ? stored : index.project(stored);
    const item = selection.fetches ? stored : view;
    scanned++;
    bytes += view === stored ? row.size : itemSize(view);
    if (selection.fetches) fetched += readUnits(row.size, walk.kind);
    if (filter === undefined || holds(filter, item)) {
      count++;
      if (!selection.count) items.push(selection.paths === undefined ? item : project(item, selection.paths));
    }
    if (bytes >= pageBytes || scanned === limit) {
      last = startKey(table, index, stored);
      break;
    }
  }
  return { items, count, scanned, last, bytes, fetched };
}

function* rowsOf({ table, index, from, to, isDescending }: Walk): Generator<Row> {
  const { rows } = index ?? table;
  for (const [, row] of isDescending ? rows.descending(from, to) : rows.ascending(from, to)) yield row;
}

/** Returns the key that continues the read after an item. */
function startKey(table: Table, index: Index | undefined, item: Item): Item {
  return pick(item, new Set([...table.shape.names, ...(index?.shape.names ?? [])]));
}

/** Builds the response of Query and Scan. */
export function pageAnswer(walk: Walk, page: Page, level: CapacityLevel): object {
  return {
    ...(walk.selection.count ? {} : { Items: page.items }),
    Count: page.count,
    ScannedCount: page.scanned,
    ...(page.last === undefined ? {} : { LastEvaluatedKey: page.last }),
    ...capacityMember(() => pageConsumption(walk, page), level),
  };
}

export function pageConsumption({ table, index, kind }: Walk, page: Page) {
  const units = readUnits(page.bytes, kind);
  const consumption = readConsumption(table, index === undefined ? units : page.fetched);
  if (index !== undefined) consumption.indexes.set(index, units);
  return consumption;
}
