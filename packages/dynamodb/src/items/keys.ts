import { invalidParameter, validationError, type DynamoDbError } from "../errors";
import type { Path, Update } from "../expressions/ast";
import type { Index, KeyShape } from "../tables/collection";
import type { Table } from "../tables/table";
import { textSize } from "../values/size";
import { attributeOf, binaryLength, typeOf, type AttributeValue, type Item } from "../values/types";

/** Bytes (Quotas, "Partition keys and sort keys"). */
const maxHashBytes = 2048;
const maxRangeBytes = 1024;

export const keyMismatchError = (): DynamoDbError =>
  validationError("The provided key element does not match the schema");

const keyValueError = (detail: string) => validationError(`One or more parameter values are not valid. ${detail}`);

const emptyValueMessage = (value: AttributeValue) =>
  `The AttributeValue for a key attribute cannot contain an empty ${value.S === undefined ? "binary" : "string"} value.`;

const isEmpty = (value: AttributeValue) => value.S === "" || value.B === "";

/** Rejects empty key attributes. Runs before the check of types. @throws ValidationException */
export function checkKeyNotEmpty(shape: KeyShape, item: Item): void {
  for (const name of shape.names) {
    const value = attributeOf(item, name);
    if (value !== undefined && isEmpty(value) && value[shape.typeOf(name)] !== undefined) {
      throw keyValueError(`${emptyValueMessage(value)} Key: ${name}`);
    }
  }
}

/** Checks the parameter Key. @throws ValidationException */
export function checkKey(shape: KeyShape, key: Item): void {
  if (Object.keys(key).length !== shape.names.length) throw keyMismatchError();
  for (const name of shape.names)
    if (attributeOf(key, name)?.[shape.typeOf(name)] === undefined) throw keyMismatchError();
  checkKeyNotEmpty(shape, key);
  checkKeySizes(shape, key);
}

/** Checks the table's key in a whole item. @throws ValidationException */
export function checkItemKey(shape: KeyShape, item: Item): void {
  for (const name of shape.names) {
    const value = attributeOf(item, name);
    if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
    const type = shape.typeOf(name);
    if (value[type] === undefined) {
      throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
  }
  checkKeyNotEmpty(shape, item);
  checkKeySizes(shape, item);
}

function checkKeySizes(shape: KeyShape, item: Item): void {
  if (totalSize(shape.hash, item) > maxHashBytes) {
    throw invalidParameter("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  }
  if (totalSize(shape.range, item) > maxRangeBytes) {
    throw invalidParameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
}

function totalSize(names: readonly string[], item: Item): number {
  let total = 0;
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value?.S !== undefined) total += textSize(value.S);
    else if (value?.B !== undefined) total += binaryLength(value.B);
  }
  return total;
}

/** Returns the indexes in the order in which AWS checks their keys. */
function indexesByName(table: Table): Index[] {
  return [...table.indexes.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

type Source = "put" | "update";

/**
 * Checks that no index key of an item is empty.
 *
 * @param names attributes to check; all attributes if absent.
 * @throws ValidationException
 */
export function checkIndexKeysNotEmpty(table: Table, item: Item, how: { source: Source; names?: Set<string> }): void {
  if (table.indexes.size === 0) return;
  for (const index of indexesByName(table)) {
    for (const name of index.shape.names) {
      const value = attributeOf(item, name);
      if (value === undefined || !isEmpty(value) || (how.names !== undefined && !how.names.has(name))) continue;
      if (value[index.shape.typeOf(name)] === undefined) continue;
      throw how.source === "put"
        ? keyValueError(
            `A value specified for a secondary index key is not supported. ${emptyValueMessage(value)} IndexName: ${index.name}, IndexKey: ${name}`,
          )
        : keyValueError(
            `The update expression attempted to update a secondary index key to a value that is not supported. ${emptyValueMessage(value)}`,
          );
    }
  }
}

/** Checks types and sizes of index keys. @param names attributes to check; all attributes if absent */
export function checkIndexKeyTypes(table: Table, item: Item, names?: ReadonlySet<string>): void {
  if (table.indexes.size === 0) return;
  for (const index of indexesByName(table)) {
    for (const name of index.shape.names) {
      const value = attributeOf(item, name);
      if (value === undefined || (names !== undefined && !names.has(name))) continue;
      const type = index.shape.typeOf(name);
      if (value[type] === undefined) {
        throw invalidParameter(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
        );
      }
    }
    if (index.shape.isComplete(item)) checkKeySizes(index.shape, item);
  }
}

/** @throws ValidationException if an update changes the table's key, or a path leads into a key attribute */
export function checkUpdatedKeys(table: Table, update: Update): void {
  const paths = pathsOfUpdate(update);
  for (const name of table.shape.names) {
    if (paths.some((path) => path[0] === name)) {
      throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
  checkKeyPaths(table, paths);
}

export function pathsOfUpdate(update: Update): Path[] {
  return [...update.set, ...update.add, ...update.delete].map(({ path }) => path).concat(update.remove);
}

/** @throws ValidationException if a path leads into a key attribute, because keys are scalars */
export function checkKeyPaths(table: Table, paths: readonly Path[]): void {
  const nested = new Set(paths.filter((path) => path.length > 1).map(([name]) => name));
  if (nested.size === 0) return;
  const message = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed:";
  for (const name of table.shape.names) if (nested.has(name)) throw validationError(`${message} Key: ${name}`);
  for (const { shape } of table.indexes.values()) {
    for (const name of shape.names) if (nested.has(name)) throw validationError(`${message} IndexKey: ${name}`);
  }
}
