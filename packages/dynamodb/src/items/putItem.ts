import type { Database } from "../database";
import { validationError } from "../errors";
import { Placeholders } from "../expressions/placeholders";
import { normalizeItem } from "../values/normalize";
import { itemSize } from "../values/size";
import type { Item } from "../values/types";
import { capacityMember, writeConsumption, type CapacityLevel } from "./capacity";
import { writeCondition } from "./condition";
import { checkIndexKeysNotEmpty, checkKeyNotEmpty } from "./keys";
import { checkForms, type Request } from "./parameters";
import { execute, maxItemBytes, collectionMember, type Write } from "./write";

/** Checks values and size, and returns the item with canonical numbers. @throws ValidationException */
export function normalizePutItem(item: Item): Item {
  const normalized = normalizeItem(item);
  if (itemSize(normalized) > maxItemBytes) throw validationError("Item size has exceeded the maximum allowed size");
  return normalized;
}

/** Builds the put of PutItem, a batch or a transaction. @throws DynamoDbError */
export function putWrite(database: Database, request: Request): Write {
  checkForms(request, { expressions: ["ConditionExpression"], legacy: ["Expected", "ConditionalOperator"] });
  const item = normalizePutItem(request["Item"] as Item);
  checkReturnValues(request);
  const placeholders = new Placeholders(request);
  const condition = writeCondition(request, placeholders);
  placeholders.checkUsed();
  const table = database.table(request["TableName"] as string);
  checkKeyNotEmpty(table.shape, item);
  checkIndexKeysNotEmpty(table, item, { source: "put" });
  const returnsItem = request["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD";
  return { kind: "Put", table, key: item, condition, returnsItem };
}

/** @throws ValidationException for values of ReturnValues that only UpdateItem accepts */
export function checkReturnValues({ ReturnValues: wanted }: Request): void {
  if (wanted === undefined || wanted === "NONE" || wanted === "ALL_OLD") return;
  throw validationError("ReturnValues can only be ALL_OLD or NONE");
}

export function putItem(database: Database, request: Request): object {
  const write = putWrite(database, request);
  const written = execute(database, write);
  return {
    ...(request["ReturnValues"] === "ALL_OLD" && written.old !== undefined ? { Attributes: written.old } : {}),
    ...capacityMember(() => writeConsumption(write.table, written), request["ReturnConsumedCapacity"] as CapacityLevel),
    ...collectionMember(write.table, write.key, request["ReturnItemCollectionMetrics"]),
  };
}
