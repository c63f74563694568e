import { hoursOfMonth, type PriceName } from "@onemachine/local-cloud";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";
import type { FunctionWork, TableAction } from "./functionWork";

export const gigabyte = 1024 ** 3;

const manyItems = ["Query", "Scan", "BatchGetItem", "BatchWriteItem"];

/** True if a call of the function handles a page of items rather than one. */
export function handlesPages({ tableActions }: FunctionWork): boolean {
  return tableActions.some(({ action }) => manyItems.includes(action));
}

/** Returns what calls of a function cost: Lambda, its log, and the tables, objects and secrets that its role names. */
export function callAmounts(fn: FunctionWork, calls: number, traffic: Traffic): Omit<BilledAmount, "route">[] {
  const { durationMillis, logBytes } = traffic;
  const duration = Math.min(durationMillis, fn.timeout * 1_000) / 1_000;
  const units = fn.tableActions.map((each) => unitsOf(each, traffic));
  const reads = units.reduce((sum, { read }) => sum + read, 0);
  const writes = units.reduce((sum, { write }) => sum + write, 0);
  return [
    { price: "lambdaRequests", quantity: calls },
    { price: durationPrice(fn), quantity: calls * duration * fn.memoryGb },
    { price: "tableReads", quantity: calls * reads },
    { price: "tableWrites", quantity: calls * writes },
    ...logAmounts((calls * logBytes) / gigabyte, fn.retentionDays),
    { price: "objectWrites", quantity: calls * countGrants(fn, ["s3:PutObject", "s3:ListBucket"]) },
    { price: "objectReads", quantity: calls * countGrants(fn, ["s3:GetObject"]) },
    {
      price: "secretReads",
      quantity: countGrants(fn, ["secretsmanager:GetSecretValue"]) * Math.min(calls, countRefreshes(fn)),
    },
  ];
}

export function countGrants({ grants }: FunctionWork, actions: readonly string[]): number {
  return grants.filter(({ action }) => actions.includes(action)).length;
}

/** Reads of a secret a month: each environment reads it every five minutes (api/kinds/refreshing.ts). */
function countRefreshes({ provisioned }: FunctionWork): number {
  return Math.max(1, provisioned) * hoursOfMonth * 12;
}

/** Returns what logs cost. @param retentionDays undefined if logs never expire */
export function logAmounts(gigabytes: number, retentionDays: number | undefined): BilledAmount[] {
  return [
    { price: "logIngestion", quantity: gigabytes },
    { price: "logStorage", quantity: gigabytes * countRetentionMonths(retentionDays) },
  ];
}

function durationPrice({ arm, provisioned }: FunctionWork): PriceName {
  if (provisioned > 0) return arm ? "provisionedDurationArm" : "provisionedDurationX86";
  return arm ? "lambdaDurationArm" : "lambdaDurationX86";
}

/** Request units of one call: 4 KB a read, 1 KB a write (DynamoDB Developer Guide, "Read and write operations"). */
function unitsOf(
  { action, indexes }: TableAction,
  { itemBytes, pageItems }: Traffic,
): { readonly read: number; readonly write: number } {
  const read = Math.ceil(itemBytes / 4096);
  const write = Math.ceil(itemBytes / 1024) * (1 + indexes);
  switch (action) {
    case "GetItem":
      return { read, write: 0 };
    case "BatchGetItem":
      return { read: read * pageItems, write: 0 };
    case "Query":
    case "Scan":
    case "PartiQLSelect":
      // DynamoDB sums the sizes before it rounds. An eventually consistent read takes half a unit.
      return { read: Math.ceil((itemBytes * pageItems) / 4096) / 2, write: 0 };
    case "BatchWriteItem":
      return { read: 0, write: write * pageItems };
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
    case "PartiQLInsert":
    case "PartiQLUpdate":
    case "PartiQLDelete":
      return { read: 0, write };
    case "ConditionCheckItem":
      // A check consumes two write units for each KB of the item ("Managing complex workflows with transactions").
      return { read: 0, write: 2 * Math.ceil(itemBytes / 1024) };
    default:
      return { read: 0, write: 0 };
  }
}

/** Months of data that are stored at any time. Data without expiration counts as one year. */
export function countRetentionMonths(days = 365): number {
  return (days * 24) / hoursOfMonth;
}
