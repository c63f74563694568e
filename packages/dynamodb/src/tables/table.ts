import { OrderedMap } from "../storage/orderedMap";
import { encodeNumber } from "../values/number";
import { attributeOf, type Item } from "../values/types";
import { Index, KeyShape, pick, Row } from "./collection";
import type { IndexRequest, TableDefinition } from "./schema";

/** A table in memory: rows sorted by partition and sort key, indexes, and rows sorted by expiry. */
export class Table {
  readonly shape: KeyShape;
  readonly rows = new OrderedMap<Row>();
  readonly indexes = new Map<string, Index>();
  /** Rows with a time to live, sorted by that time. */
  private expiring: OrderedMap<string> | undefined;
  /** Bytes of all items. */
  bytes = 0;
  private current: TableDefinition;
  private lastEncoded: { readonly item: Item; readonly key: string } | undefined;

  constructor(definition: TableDefinition) {
    this.current = definition;
    this.shape = new KeyShape(definition.keySchema, definition.attributes);
    for (const each of definition.localIndexes) this.addIndex(each, false);
    for (const each of definition.globalIndexes) this.addIndex(each, true);
    if (definition.timeToLive !== undefined) this.expiring = new OrderedMap();
  }

  get definition(): TableDefinition {
    return this.current;
  }

  get name(): string {
    return this.current.name;
  }

  /** Applies a changed definition: adds and removes indexes and the sorting by expiry. */
  redefine(definition: TableDefinition): void {
    const attribute = this.current.timeToLive?.attribute;
    this.current = definition;
    const global = new Set(definition.globalIndexes.map(({ IndexName }) => IndexName));
    for (const [name, index] of this.indexes) if (index.isGlobal && !global.has(name)) this.indexes.delete(name);
    for (const each of definition.globalIndexes) {
      if (!this.indexes.has(each.IndexName)) this.backfill(this.addIndex(each, true));
    }
    if (definition.timeToLive?.attribute === attribute) return;
    this.expiring = definition.timeToLive === undefined ? undefined : new OrderedMap();
    for (const [key, row] of this.rows.ascending(undefined, undefined)) this.addExpiry(key, row.item);
  }

  private addIndex(request: IndexRequest, isGlobal: boolean): Index {
    const table = { shape: this.shape, definitions: this.current.attributes };
    const index = new Index(request, isGlobal, table);
    this.indexes.set(index.name, index);
    return index;
  }

  private backfill(index: Index): void {
    for (const row of this.rows.values()) index.add(row, row.item);
  }

  get(key: Item): Item | undefined {
    return this.row(key)?.item;
  }

  row(key: Item): Row | undefined {
    return this.rows.get(this.encode(key));
  }

  /** Encodes an item's key. Caches the last key, because a put encodes the same item twice. */
  private encode(item: Item): string {
    if (this.lastEncoded?.item !== item) this.lastEncoded = { item, key: this.shape.encode(item) };
    return this.lastEncoded.key;
  }

  put(item: Item): void {
    const key = this.encode(item);
    this.lastEncoded = undefined;
    const old = this.rows.get(key);
    if (old !== undefined) this.removeFromOthers(key, old);
    const row = new Row(item);
    this.rows.set(key, row);
    this.bytes += row.size;
    for (const index of this.indexes.values()) index.add(row, item);
    this.addExpiry(key, item);
  }

  delete(key: Item): void {
    this.removeAt(this.encode(key));
  }

  private removeAt(key: string): void {
    const row = this.rows.get(key);
    if (row === undefined) return;
    this.rows.delete(key);
    this.removeFromOthers(key, row);
  }

  /** Removes a row from the indexes and from the sorting by expiry. */
  private removeFromOthers(key: string, row: Row): void {
    this.bytes -= row.size;
    if (this.indexes.size === 0 && this.expiring === undefined) return;
    const { item } = row;
    for (const index of this.indexes.values()) index.remove(item);
    const expiry = this.expiryKey(key, item);
    if (expiry !== undefined) this.expiring!.delete(expiry);
  }

  keyOf(item: Item): Item {
    return pick(item, this.shape.names);
  }

  private addExpiry(key: string, item: Item): void {
    const expiry = this.expiryKey(key, item);
    if (expiry !== undefined) this.expiring!.set(expiry, key);
  }

  private expiryKey(key: string, item: Item): string | undefined {
    if (this.expiring === undefined) return undefined;
    const time = attributeOf(item, this.current.timeToLive!.attribute)?.N;
    return time === undefined ? undefined : `${encodeNumber(time)}\0\0${key}`;
  }

  /** Yields items that expire between two times. @param from epoch seconds, exclusive. @param to inclusive */
  *listExpired(from: number, to: number): Generator<Item> {
    if (this.expiring === undefined) return;
    const start = { key: `${encodeNumber(String(from))}\0\0`, after: true };
    const end = { key: `${encodeNumber(String(to))}\0\0`, after: true };
    for (const [, key] of this.expiring.ascending(start, end)) yield this.rows.get(key)!.item;
  }
}
