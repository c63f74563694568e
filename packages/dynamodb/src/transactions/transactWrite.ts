import type { Database } from "../database";
import { validationError } from "../errors";
import { collectionsMember } from "../items/batch";
import {
  readConsumption,
  readUnits,
  capacitiesMember,
  writeConsumption,
  type CapacityLevel,
  type Consumption,
} from "../items/capacity";
import { keyedWrite } from "../items/deleteItem";
import type { Request } from "../items/parameters";
import { putWrite } from "../items/putItem";
import { updateWrite } from "../items/updateItem";
import { changeOf, checkWriteKey, evaluateWrite, type Write, type ItemVersions } from "../items/write";
import type { Change } from "../storage/changes";
import { itemSize } from "../values/size";
import { allOrNone } from "./cancellation";
import { checkDistinct } from "./distinct";
import { checkToken } from "./token";

export type TransactItem = Readonly<Record<string, Request>>;

export function transactWriteItems(database: Database, request: Request): object {
  const items = request["TransactItems"] as readonly TransactItem[];
  const writes = items.map((item) => writeOf(database, item));
  const level = request["ReturnConsumedCapacity"] as CapacityLevel;
  const { isRepeated, changes } = checkToken(database, request["ClientRequestToken"] as string | undefined, items);
  if (isRepeated) return capacitiesMember(consumptionOfRepeat(writes), level, true);
  const written = executeAll(database, writes, changes);
  return {
    ...capacitiesMember(
      writes.map(({ table }, index) => writeConsumption(table, written[index]!, 2)),
      level,
      true,
    ),
    ...collectionsMember(writes, request["ReturnItemCollectionMetrics"]),
  };
}

/** Consumption of a repeated transaction: transactional reads of its items ("Transactions: idempotency"). */
export function consumptionOfRepeat(writes: readonly Write[]): Consumption[] {
  return writes.map(({ table, key }) => {
    const item = table.get(key);
    return readConsumption(table, readUnits(item === undefined ? 0 : itemSize(item), "transactional"));
  });
}

function writeOf(database: Database, item: TransactItem): Write {
  const [[action, request] = [], other] = Object.entries(item);
  if (action === undefined || request === undefined || other !== undefined) {
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  switch (action) {
    case "Put":
      return putWrite(database, request);
    case "Update":
      return updateWrite(database, request);
    default:
      return keyedWrite(database, action as "Delete" | "ConditionCheck", request);
  }
}

/**
 * Executes writes together. Each of them reads the state before the transaction.
 *
 * @param more changes to store together with those of the writes.
 * @throws TransactionCanceledException
 */
export function executeAll(database: Database, writes: readonly Write[], more: readonly Change[] = []): ItemVersions[] {
  const now = database.now();
  checkDistinct(writes.map(({ table, key }) => [table, key]));
  checkTotalSize(writes);
  const written = allOrNone(writes, (write) => {
    checkWriteKey(write);
    return evaluateWrite(write);
  });
  const changes = writes.map((write, index) => changeOf(write, written[index]!, now));
  database.commit([...more, ...changes.filter((change) => change !== undefined)]);
  return written;
}

/** Bytes of all items of a transaction ("TransactWriteItems"). */
const maxTotalBytes = 4 * 1024 * 1024;

function checkTotalSize(writes: readonly Write[]): void {
  const total = writes.reduce((sum, { key }) => sum + itemSize(key), 0);
  if (total > maxTotalBytes) {
    throw validationError(`The aggregate size of the items in the transaction exceeds ${maxTotalBytes} bytes`);
  }
}
