import { refused, type EngineResponse } from "./engine";
import { operations } from "./operations";

/** Operations of DynamoDB and of its streams that nothing here carries out (Amazon DynamoDB API reference, "Actions"). */
const others: ReadonlySet<string> = new Set([
  "BatchExecuteStatement",
  "CreateBackup",
  "CreateGlobalTable",
  "DeleteBackup",
  "DeleteResourcePolicy",
  "DescribeBackup",
  "DescribeContinuousBackups",
  "DescribeContributorInsights",
  "DescribeEndpoints",
  "DescribeExport",
  "DescribeGlobalTable",
  "DescribeGlobalTableSettings",
  "DescribeImport",
  "DescribeKinesisStreamingDestination",
  "DescribeLimits",
  "DescribeStream",
  "DescribeTableReplicaAutoScaling",
  "DisableKinesisStreamingDestination",
  "EnableKinesisStreamingDestination",
  "ExecuteStatement",
  "ExecuteTransaction",
  "ExportTableToPointInTime",
  "GetRecords",
  "GetResourcePolicy",
  "GetShardIterator",
  "ImportTable",
  "ListBackups",
  "ListContributorInsights",
  "ListExports",
  "ListGlobalTables",
  "ListImports",
  "ListStreams",
  "PutResourcePolicy",
  "RestoreTableFromBackup",
  "RestoreTableToPointInTime",
  "TransactGetItems",
  "TransactWriteItems",
  "UpdateContinuousBackups",
  "UpdateContributorInsights",
  "UpdateGlobalTable",
  "UpdateGlobalTableSettings",
  "UpdateKinesisStreamingDestination",
  "UpdateTableReplicaAutoScaling",
  "UpdateTimeToLive",
]);

/** The answer to an operation that cannot be carried out whatever the caller may do; undefined for any other. */
export function operationRefusal(operation: string): EngineResponse | undefined {
  if (operations.has(operation)) return undefined;
  return others.has(operation)
    ? refused("NotEmulatedException", `the local cloud does not emulate DynamoDB's ${operation}: nothing was done`)
    : refused("UnknownOperationException");
}
