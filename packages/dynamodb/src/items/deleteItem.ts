import type { Database } from "../database";
import { Placeholders } from "../expressions/placeholders";
import { normalizeItem } from "../values/normalize";
import type { Item } from "../values/types";
import { capacityMember, writeConsumption, type CapacityLevel } from "./capacity";
import { writeCondition } from "./condition";
import { checkKeyNotEmpty } from "./keys";
import { checkForms, type Request } from "./parameters";
import { checkReturnValues } from "./putItem";
import { execute, collectionMember, type Write } from "./write";

/** Builds the write of a deletion or, in a transaction, a condition check. @throws DynamoDbError */
export function keyedWrite(database: Database, kind: "Delete" | "ConditionCheck", request: Request): Write {
  checkForms(request, { expressions: ["ConditionExpression"], legacy: ["Expected", "ConditionalOperator"] });
  const key = normalizeItem(request["Key"] as Item);
  checkReturnValues(request);
  const placeholders = new Placeholders(request);
  const condition = writeCondition(request, placeholders);
  placeholders.checkUsed();
  const table = database.table(request["TableName"] as string);
  checkKeyNotEmpty(table.shape, key);
  const returnsItem = request["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD";
  return { kind, table, key, condition, returnsItem };
}

export function deleteItem(database: Database, request: Request): object {
  const write = keyedWrite(database, "Delete", request);
  const written = execute(database, write);
  return {
    ...(request["ReturnValues"] === "ALL_OLD" && written.old !== undefined ? { Attributes: written.old } : {}),
    ...capacityMember(() => writeConsumption(write.table, written), request["ReturnConsumedCapacity"] as CapacityLevel),
    ...collectionMember(write.table, write.key, request["ReturnItemCollectionMetrics"]),
  };
}
