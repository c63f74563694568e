import { validationError } from "../errors";
import type { Table } from "../tables/table";
import type { Item } from "../values/types";

/** @throws ValidationException if two operations target one item. Invalid keys are reported later */
export function checkDistinct(targets: readonly (readonly [table: Table, key: Item])[]): void {
  const seen = new Set<string>();
  for (const [table, key] of targets) {
    if (!table.shape.isComplete(key)) continue;
    const encoded = `${table.name}/${table.shape.encode(key)}`;
    if (seen.has(encoded)) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
    seen.add(encoded);
  }
}
