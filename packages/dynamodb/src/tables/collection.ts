import { encodePartition, encodeValue } from "../keys/encode";
import { OrderedMap } from "../storage/orderedMap";
import { itemSize } from "../values/size";
import { attributeOf, setAttribute, type Item, type KeyType, type MutableItem } from "../values/types";
import { keyNames, type AttributeDefinition, type IndexRequest, type KeyElement } from "./schema";

/**
 * A stored item. Indexes refer to the same object.
 *
 * The text takes about half of the memory of the item's objects. Every read parses it, so callers read `item` once.
 */
export class Row {
  private readonly text: string;
  /** Bytes of the whole item. */
  readonly size: number;

  constructor(item: Item) {
    this.text = JSON.stringify(item);
    this.size = itemSize(item);
  }

  get item(): Item {
    return JSON.parse(this.text) as Item;
  }
}

/** Key attributes of a table or index with their types. */
export class KeyShape {
  readonly hash: readonly string[];
  readonly range: readonly string[];
  readonly names: readonly string[];
  private readonly types: ReadonlyMap<string, KeyType>;

  constructor(
    readonly schema: readonly KeyElement[],
    definitions: readonly AttributeDefinition[],
  ) {
    this.hash = keyNames(schema, "HASH");
    this.range = keyNames(schema, "RANGE");
    this.names = [...this.hash, ...this.range];
    this.types = new Map(
      definitions
        .filter(({ AttributeName }) => this.names.includes(AttributeName))
        .map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
    );
  }

  typeOf(name: string): KeyType {
    return this.types.get(name)!;
  }

  /** True if an item has every key attribute. An index contains only such items. */
  isComplete(item: Item): boolean {
    return this.names.every((name) => attributeOf(item, name)?.[this.typeOf(name)] !== undefined);
  }

  /** Encodes the key of an item that has all key attributes. */
  encode(item: Item): string {
    let key = this.partition(item);
    for (const name of this.range) key += encodeValue(item[name]!);
    return key;
  }

  partition(item: Item): string {
    return encodePartition(this.hash.map((name) => item[name]!));
  }
}

/** An index of a table, sorted by its key and then by the table's key. */
export class Index {
  readonly shape: KeyShape;
  readonly rows = new OrderedMap<Row>();
  /** Projected attributes; undefined for all. */
  readonly projected: ReadonlySet<string> | undefined;

  constructor(
    readonly definition: IndexRequest,
    readonly isGlobal: boolean,
    private readonly table: { readonly shape: KeyShape; readonly definitions: readonly AttributeDefinition[] },
  ) {
    this.shape = new KeyShape(definition.KeySchema, table.definitions);
    const { ProjectionType, NonKeyAttributes = [] } = definition.Projection;
    this.projected =
      ProjectionType === "ALL" ? undefined : new Set([...table.shape.names, ...this.shape.names, ...NonKeyAttributes]);
  }

  get name(): string {
    return this.definition.IndexName;
  }

  encode(item: Item): string {
    let key = this.shape.encode(item);
    for (const name of this.table.shape.names) key += encodeValue(item[name]!);
    return key;
  }

  add(row: Row, item: Item): void {
    if (this.shape.isComplete(item)) this.rows.set(this.encode(item), row);
  }

  remove(item: Item): void {
    if (this.shape.isComplete(item)) this.rows.delete(this.encode(item));
  }

  /** Returns the projected part of an item. */
  project(item: Item): Item {
    return this.projected === undefined ? item : pick(item, this.projected);
  }
}

export function pick(item: Item, names: Iterable<string>): Item {
  const picked: MutableItem = {};
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) setAttribute(picked, name, value);
  }
  return picked;
}
