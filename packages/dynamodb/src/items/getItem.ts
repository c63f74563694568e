import type { Database } from "../database";
import type { Path } from "../expressions/ast";
import { Placeholders } from "../expressions/placeholders";
import { parseProjection, project } from "../expressions/projection";
import type { Table } from "../tables/table";
import { normalizeItem } from "../values/normalize";
import type { Item } from "../values/types";
import { readConsumption, readUnits, capacityMember, type CapacityLevel, type ReadKind } from "./capacity";
import { checkKey, checkKeyPaths } from "./keys";
import { checkAttributesToGet, checkForms, type Request } from "./parameters";

/** Parses ProjectionExpression or AttributesToGet; undefined for all attributes. @throws ValidationException */
export function parseRequestedPaths(request: Request): readonly Path[] | undefined {
  checkForms(request, { expressions: ["ProjectionExpression"], legacy: ["AttributesToGet"] });
  const { ProjectionExpression: text, AttributesToGet: names } = request;
  checkAttributesToGet(names as readonly string[] | undefined);
  const placeholders = new Placeholders(request);
  const paths = typeof text === "string" ? parseProjection(text, placeholders) : undefined;
  placeholders.checkUsed();
  return paths ?? (names as readonly string[] | undefined)?.map((name) => [name]);
}

/** Reads one item. @throws ValidationException for a wrong key */
export function readItem(table: Table, key: Item, paths: readonly Path[] | undefined): { item?: Item; bytes: number } {
  checkKey(table.shape, key);
  if (paths !== undefined) checkKeyPaths(table, paths);
  const row = table.row(key);
  if (row === undefined) return { bytes: 0 };
  return { item: paths === undefined ? row.item : project(row.item, paths), bytes: row.size };
}

export function getItem(database: Database, request: Request): object {
  const paths = parseRequestedPaths(request);
  const key = normalizeItem(request["Key"] as Item);
  const table = database.table(request["TableName"] as string);
  const { item, bytes } = readItem(table, key, paths);
  const kind: ReadKind = request["ConsistentRead"] === true ? "strong" : "eventual";
  const answer = item === undefined ? {} : { Item: item };
  const capacity = () => readConsumption(table, readUnits(bytes, kind));
  return Object.assign(answer, capacityMember(capacity, request["ReturnConsumedCapacity"] as CapacityLevel));
}
