import * as aws from "@pulumi/aws";
import type { Stack } from "../shared/stack";
import type { Key, KeyAttribute, TableDeclaration } from "./declaration";

/** Declares a table with on-demand capacity. @param existing name of the DynamoDB table to import. */
export function createTable(
  declaration: TableDeclaration,
  { settings, customerKey, options }: Stack,
  existing: string | undefined,
): aws.dynamodb.Table {
  const { logicalName, indexes = {}, timeToLive, stream = false } = declaration;
  const globalSecondaryIndexes = Object.entries(indexes).map(([name, key]) => ({
    name,
    ...keyNames(key),
    projectionType: "ALL",
  }));
  return new aws.dynamodb.Table(
    logicalName,
    {
      // An imported table keeps its name: another name would replace it.
      ...(existing === undefined ? {} : { name: existing }),
      attributes: attributesOf([declaration, ...Object.values(indexes)]),
      ...keyNames(declaration),
      billingMode: "PAY_PER_REQUEST",
      ...(globalSecondaryIndexes.length === 0 ? {} : { globalSecondaryIndexes }),
      ...(timeToLive === undefined ? {} : { ttl: { attributeName: timeToLive, enabled: true } }),
      ...(settings.onDemandThroughput === undefined ? {} : { onDemandThroughput: settings.onDemandThroughput }),
      ...(stream ? { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" } : {}),
      pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
      deletionProtectionEnabled: settings.deletionProtection,
      ...(customerKey === undefined ? {} : { serverSideEncryption: { enabled: true, kmsKeyArn: customerKey.arn } }),
    },
    // AWS's protection rejects a deletion. Pulumi's `protect` also fails the preview of a replacement.
    {
      ...options,
      protect: settings.deletionProtection,
      ...(existing === undefined ? {} : { import: existing }),
    },
  );
}

function keyNames({ partitionKey, sortKey }: Key) {
  return { hashKey: partitionKey.name, ...(sortKey === undefined ? {} : { rangeKey: sortKey.name }) };
}

/** Returns each key attribute once. DynamoDB requires those of all keys, and rejects others. */
function attributesOf(keys: readonly Key[]): { name: string; type: string }[] {
  const attributes = keys.flatMap(({ partitionKey, sortKey }): KeyAttribute[] =>
    sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
  );
  return [...new Map(attributes.map(({ name, type }) => [name, { name, type }])).values()];
}
