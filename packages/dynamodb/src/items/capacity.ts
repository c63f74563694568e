import type { Index } from "../tables/collection";
import type { Table } from "../tables/table";
import { isEqualItem } from "../values/compare";
import { itemSize } from "../values/size";
import type { Item } from "../values/types";

/** Units that an operation consumed on one table ("Capacity unit consumption"). */
export interface Consumption {
  readonly table: Table;
  readonly kind: "read" | "write";
  units: number;
  readonly indexes: Map<Index, number>;
}

export type ReadKind = "eventual" | "strong" | "transactional";

const readFactor: Readonly<Record<ReadKind, number>> = { eventual: 0.5, strong: 1, transactional: 2 };

/** Returns the read units of a size in bytes. Reading nothing costs as much as the smallest item. */
export function readUnits(bytes: number, kind: ReadKind): number {
  return Math.max(Math.ceil(bytes / 4096), 1) * readFactor[kind];
}

export function readConsumption(table: Table, units: number): Consumption {
  return { table, kind: "read", units, indexes: new Map() };
}

/** Returns the units of a write: for the larger version of the item, and for each changed index entry. */
export function writeConsumption(
  table: Table,
  { old, new: next }: { readonly old: Item | undefined; readonly new: Item | undefined },
  factor: 1 | 2 = 1,
): Consumption {
  const bytes = Math.max(old === undefined ? 0 : itemSize(old), next === undefined ? 0 : itemSize(next));
  const indexes = new Map<Index, number>();
  for (const index of table.indexes.values()) {
    const units = indexUnits(index, old, next) * factor;
    if (units > 0) indexes.set(index, units);
  }
  return { table, kind: "write", units: writeUnits(bytes) * factor, indexes };
}

function writeUnits(bytes: number): number {
  return Math.max(Math.ceil(bytes / 1024), 1);
}

function indexUnits(index: Index, old: Item | undefined, next: Item | undefined): number {
  const before = old !== undefined && index.shape.isComplete(old) ? index.project(old) : undefined;
  const after = next !== undefined && index.shape.isComplete(next) ? index.project(next) : undefined;
  if (before === undefined) return after === undefined ? 0 : writeUnits(itemSize(after));
  if (after === undefined) return writeUnits(itemSize(before));
  if (isEqualItem(before, after)) return 0;
  const sizes = [itemSize(before), itemSize(after)];
  // A changed key removes one entry and adds another.
  if (index.encode(before) !== index.encode(after)) return writeUnits(sizes[0]!) + writeUnits(sizes[1]!);
  return writeUnits(Math.max(...sizes));
}

/** Sums the units by table. */
export function joinConsumption(list: readonly Consumption[]): Consumption[] {
  const joined = new Map<Table, Consumption>();
  for (const each of list) {
    const known = joined.get(each.table);
    if (known === undefined) {
      joined.set(each.table, { ...each, indexes: new Map(each.indexes) });
      continue;
    }
    known.units += each.units;
    for (const [index, units] of each.indexes) known.indexes.set(index, (known.indexes.get(index) ?? 0) + units);
  }
  return [...joined.values()];
}

export type CapacityLevel = "INDEXES" | "TOTAL" | "NONE" | undefined;

/** Returns a ConsumedCapacity; undefined if the request does not want it. */
export function consumedCapacity(
  { table, units, indexes, kind }: Consumption,
  level: CapacityLevel,
  form: { readonly withKind?: boolean; readonly name?: string } = {},
): object | undefined {
  if (level !== "INDEXES" && level !== "TOTAL") return undefined;
  const total = [...indexes.values()].reduce((sum, each) => sum + each, units);
  const named = form.withKind === true ? { [kind === "read" ? "ReadCapacityUnits" : "WriteCapacityUnits"]: total } : {};
  const answer = { TableName: form.name ?? table.name, CapacityUnits: total, ...named };
  if (level === "TOTAL") return answer;
  return {
    ...answer,
    Table: { CapacityUnits: units, ...(form.withKind === true ? tableCapacity(kind, units) : {}) },
    ...indexCapacity(
      "GlobalSecondaryIndexes",
      [...indexes].filter(([{ isGlobal }]) => isGlobal),
    ),
    ...indexCapacity(
      "LocalSecondaryIndexes",
      [...indexes].filter(([{ isGlobal }]) => !isGlobal),
    ),
  };
}

function tableCapacity(kind: "read" | "write", units: number): object {
  return kind === "read" ? { ReadCapacityUnits: units } : { WriteCapacityUnits: units };
}

function indexCapacity(key: string, entries: readonly (readonly [Index, number])[]): object {
  if (entries.length === 0) return {};
  return { [key]: Object.fromEntries(entries.map(([{ name }, units]) => [name, { CapacityUnits: units }])) };
}

/** Returns the member ConsumedCapacity of a response for one table. */
export function capacityMember(consumption: () => Consumption, level: CapacityLevel): object {
  if (level !== "INDEXES" && level !== "TOTAL") return {};
  return { ConsumedCapacity: consumedCapacity(consumption(), level) };
}

/** Returns the member ConsumedCapacity of a response for several tables. */
export function capacitiesMember(list: readonly Consumption[], level: CapacityLevel, withKind = false): object {
  if (level !== "INDEXES" && level !== "TOTAL") return {};
  return { ConsumedCapacity: joinConsumption(list).map((each) => consumedCapacity(each, level, { withKind })) };
}
