import { validationError } from "../errors";
import type { Index } from "../tables/collection";
import type { Table } from "../tables/table";
import { normalizeValue } from "../values/normalize";
import { attributeOf, setAttribute, type Item, type MutableItem } from "../values/types";
import { checkKey, checkKeyNotEmpty, keyMismatchError } from "./keys";

const invalid = (detail?: string) =>
  validationError(`The provided starting key is invalid${detail === undefined ? "" : `: ${detail}`}`);

/** Faults of numbers and sets, which AWS reports without the prefix. */
const withoutPrefix = /contains duplicates|number set|numeric value|significant digits|number with magnitude/;

/** Returns ExclusiveStartKey with canonical values. @throws ValidationException */
export function normalizeStart(start: Item | undefined): Item | undefined {
  if (start === undefined) return undefined;
  const normalized: MutableItem = {};
  for (const [name, value] of Object.entries(start)) {
    try {
      setAttribute(normalized, name, normalizeValue(value));
    } catch (error) {
      const { message } = error as Error;
      throw withoutPrefix.test(message) ? error : invalid(message);
    }
  }
  return normalized;
}

interface StartUse {
  readonly index: Index | undefined;
  readonly operation: "Query" | "Scan";
}

/** Checks a start key against the keys of its table and index. @throws ValidationException */
export function checkStart(table: Table, start: Item, { index, operation }: StartUse): void {
  const names = new Set([...table.shape.names, ...(index?.shape.names ?? [])]);
  const hasAll = Object.keys(start).length === names.size;
  if (!hasAll) throw operation === "Scan" && index === undefined ? invalid(keyMismatchError().message) : invalid();
  for (const name of index?.shape.names ?? []) {
    if (attributeOf(start, name)?.[index!.shape.typeOf(name)] === undefined) throw invalid();
  }
  try {
    checkKey(table.shape, table.keyOf(start));
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (index !== undefined) checkKeyNotEmpty(index.shape, start);
}
