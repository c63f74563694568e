import * as aws from "@pulumi/aws";
import type { Route } from "../resource";
import type { Settings } from "../settings";
import type { Key, KeyAttribute, TableDeclaration, Tables } from "./declaration";

/** The declared tables, by the names that routes know them by. */
export function createTables(tables: Tables, settings: Settings): Record<string, aws.dynamodb.Table> {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, createTable(table, settings)]));
}

/** DynamoDB's operations that routes use on a table, each once, as its metrics name them. */
export function operationsOf(table: string, routes: readonly Route[]): string[] {
  return [...new Set(routes.flatMap(({ access }) => access[table] ?? []))].sort();
}

/** A table on demand, with a cap on what a request storm may cost. */
function createTable(declaration: TableDeclaration, settings: Settings): aws.dynamodb.Table {
  const { logicalName, indexes = {}, timeToLive } = declaration;
  const globalSecondaryIndexes = Object.entries(indexes).map(([name, key]) => ({
    name,
    ...keyNames(key),
    projectionType: "ALL",
  }));
  return new aws.dynamodb.Table(
    logicalName,
    {
      attributes: attributesOf([declaration, ...Object.values(indexes)]),
      ...keyNames(declaration),
      billingMode: "PAY_PER_REQUEST",
      ...(globalSecondaryIndexes.length === 0 ? {} : { globalSecondaryIndexes }),
      ...(timeToLive === undefined ? {} : { ttl: { attributeName: timeToLive, enabled: true } }),
      ...(settings.onDemandThroughput === undefined ? {} : { onDemandThroughput: settings.onDemandThroughput }),
      pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
      deletionProtectionEnabled: settings.deletionProtection,
    },
    // AWS's protection stops a delete; Pulumi's also stops the preview of a replacement.
    { protect: settings.deletionProtection },
  );
}

function keyNames({ partitionKey, sortKey }: Key) {
  return { hashKey: partitionKey.name, ...(sortKey === undefined ? {} : { rangeKey: sortKey.name }) };
}

/** Each key attribute once: DynamoDB wants those of all keys and no others. */
function attributesOf(keys: readonly Key[]): { name: string; type: string }[] {
  const attributes = keys.flatMap(({ partitionKey, sortKey }): KeyAttribute[] =>
    sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
  );
  return [...new Map(attributes.map(({ name, type }) => [name, { name, type }])).values()];
}
