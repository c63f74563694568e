import type { Database } from "./database";
import { batchGetItem, batchWriteItem } from "./items/batch";
import { deleteItem } from "./items/deleteItem";
import { getItem } from "./items/getItem";
import type { Request } from "./items/parameters";
import { putItem } from "./items/putItem";
import { query } from "./items/query";
import { scan } from "./items/scan";
import { updateItem } from "./items/updateItem";
import { batchExecuteStatement } from "./partiql/batch";
import { executeStatement } from "./partiql/execute";
import { executeTransaction } from "./partiql/transaction";
import { describeStream, getRecords, getShardIterator, listStreams } from "./streams/operations";
import { createTable } from "./tables/createTable";
import {
  deleteTable,
  describeContinuousBackups,
  describeEndpoints,
  describeLimits,
  describeTable,
  describeTimeToLive,
  listTables,
  updateContinuousBackups,
  updateTimeToLive,
} from "./tables/operations";
import { listTagsOfResource, tagResource, untagResource } from "./tables/tags";
import { updateTable } from "./tables/updateTable";
import { transactGetItems } from "./transactions/transactGet";
import { transactWriteItems } from "./transactions/transactWrite";
import { itemShapes } from "./validation/itemShapes";
import type { Members } from "./validation/shape";
import { streamShapes, tableShapes } from "./validation/tableShapes";

/** Executes a request with checked types and constraints. @throws DynamoDbError */
type Handler = (database: Database, request: Request) => object;

export interface Operation {
  readonly shape: Members;
  readonly run: Handler;
}

const handlers: Readonly<Record<string, Handler>> = {
  BatchExecuteStatement: batchExecuteStatement,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DeleteTable: deleteTable,
  DescribeContinuousBackups: describeContinuousBackups,
  DescribeEndpoints: describeEndpoints,
  DescribeLimits: describeLimits,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  ExecuteStatement: executeStatement,
  ExecuteTransaction: executeTransaction,
  GetItem: getItem,
  ListTables: listTables,
  ListTagsOfResource: listTagsOfResource,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TagResource: tagResource,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UntagResource: untagResource,
  UpdateContinuousBackups: updateContinuousBackups,
  UpdateItem: updateItem,
  UpdateTable: updateTable,
  UpdateTimeToLive: updateTimeToLive,
  DescribeStream: describeStream,
  GetRecords: getRecords,
  GetShardIterator: getShardIterator,
  ListStreams: listStreams,
};

const shapes: Readonly<Record<string, Members>> = { ...itemShapes, ...tableShapes, ...streamShapes };

/** Emulated operations, keyed by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(handlers).map(([name, run]) => [name, { run, shape: shapes[name]! }]),
);

/** Operations of AWS that the engine rejects by name (API reference of DynamoDB, version 2012-08-10). */
export const notEmulated: ReadonlySet<string> = new Set([
  "CreateBackup",
  "CreateGlobalTable",
  "DeleteBackup",
  "DeleteResourcePolicy",
  "DescribeBackup",
  "DescribeContributorInsights",
  "DescribeExport",
  "DescribeGlobalTable",
  "DescribeGlobalTableSettings",
  "DescribeImport",
  "DescribeKinesisStreamingDestination",
  "DescribeTableReplicaAutoScaling",
  "DisableKinesisStreamingDestination",
  "EnableKinesisStreamingDestination",
  "ExportTableToPointInTime",
  "GetResourcePolicy",
  "ImportTable",
  "ListBackups",
  "ListContributorInsights",
  "ListExports",
  "ListGlobalTables",
  "ListImports",
  "PutResourcePolicy",
  "RestoreTableFromBackup",
  "RestoreTableToPointInTime",
  "SearchVectors",
  "UpdateContributorInsights",
  "UpdateGlobalTable",
  "UpdateGlobalTableSettings",
  "UpdateKinesisStreamingDestination",
  "UpdateTableReplicaAutoScaling",
]);
