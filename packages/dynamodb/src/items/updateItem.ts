import type { Database } from "../database";
import type { Path, Update } from "../expressions/ast";
import { Placeholders } from "../expressions/placeholders";
import { project } from "../expressions/projection";
import { parseUpdate } from "../expressions/update";
import { updateOf, type AttributeUpdate } from "../legacy/updates";
import type { Table } from "../tables/table";
import { normalizeItem } from "../values/normalize";
import type { Item, MutableItem } from "../values/types";
import { setAttribute } from "../values/types";
import { capacityMember, writeConsumption, type CapacityLevel } from "./capacity";
import { writeCondition } from "./condition";
import { checkIndexKeysNotEmpty, checkKeyNotEmpty, checkUpdatedKeys, pathsOfUpdate } from "./keys";
import { checkForms, type Request } from "./parameters";
import { execute, collectionMember, type Write, type ItemVersions } from "./write";

/** Builds the update of UpdateItem or a transaction. @throws DynamoDbError */
export function updateWrite(database: Database, request: Request): Write {
  checkForms(request, {
    expressions: ["UpdateExpression", "ConditionExpression"],
    legacy: ["AttributeUpdates", "Expected", "ConditionalOperator"],
  });
  const key = normalizeItem(request["Key"] as Item);
  const placeholders = new Placeholders(request);
  const update = parseRequestedUpdate(request, placeholders);
  const condition = writeCondition(request, placeholders);
  placeholders.checkUsed();
  const table = database.table(request["TableName"] as string);
  checkKeyNotEmpty(table.shape, key);
  if (update !== undefined) checkUpdate(table, update);
  const returnsItem = request["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD";
  return { kind: "Update", table, key, condition, returnsItem, ...(update === undefined ? {} : { update }) };
}

function parseRequestedUpdate(request: Request, placeholders: Placeholders): Update | undefined {
  const { UpdateExpression: text, AttributeUpdates: updates } = request;
  if (typeof text === "string") return parseUpdate(text, placeholders);
  return updates === undefined ? undefined : updateOf(updates as Record<string, AttributeUpdate>);
}

/** Checks an update against the keys of its table. @throws ValidationException */
export function checkUpdate(table: Table, update: Update): void {
  checkUpdatedKeys(table, update);
  const literals: MutableItem = {};
  for (const { path, value } of update.set) {
    if (path.length === 1 && value.kind === "value") setAttribute(literals, String(path[0]), value.value);
  }
  checkIndexKeysNotEmpty(table, literals, { source: "update" });
}

export function updateItem(database: Database, request: Request): object {
  const write = { ...updateWrite(database, request), isStandalone: true };
  const written = execute(database, write);
  return {
    ...attributesMember(selectReturnedAttributes(request["ReturnValues"], written, write.update)),
    ...capacityMember(() => writeConsumption(write.table, written), request["ReturnConsumedCapacity"] as CapacityLevel),
    ...collectionMember(write.table, write.key, request["ReturnItemCollectionMetrics"]),
  };
}

/** Returns the member Attributes, which AWS leaves out if it is empty. */
function attributesMember(attributes: Item | undefined): object {
  return attributes === undefined || Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
}

export function selectReturnedAttributes(
  wanted: unknown,
  { old, new: next }: ItemVersions,
  update?: Update,
): Item | undefined {
  const paths: readonly Path[] = update === undefined ? [] : pathsOfUpdate(update);
  switch (wanted) {
    case "ALL_OLD":
      return old;
    case "ALL_NEW":
      return next;
    case "UPDATED_OLD":
      return old && project(old, paths);
    case "UPDATED_NEW":
      return next && project(next, paths);
    default:
      return undefined;
  }
}
