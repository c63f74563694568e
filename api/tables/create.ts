import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Route } from "../route/resource";
import type { Settings } from "../settings";
import type { Key, KeyAttribute, TableDeclaration, Tables } from "./declaration";

export interface TableOptions extends pulumi.CustomResourceOptions {
  /** What encrypts them; AWS's own key where undefined. */
  readonly key?: aws.kms.Key | undefined;
}

/** The declared tables, by the names that routes know them by. */
export function createTables(
  tables: Tables,
  settings: Settings,
  options: TableOptions = {},
): Record<string, aws.dynamodb.Table> {
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => {
      const existing = settings.existing?.tables[name];
      const own = existing === undefined ? options : { ...options, import: existing };
      return [name, createTable(table, settings, own)];
    }),
  );
}

/** DynamoDB's operations that routes use on a table, each once, as its metrics name them. */
export function operationsOf(table: string, routes: readonly Route[]): string[] {
  return [...new Set(routes.flatMap(({ access }) => access[table] ?? []))].sort();
}

/** A table on demand, with a cap on what a request storm may cost. */
function createTable(
  declaration: TableDeclaration,
  settings: Settings,
  { key, ...opts }: TableOptions,
): aws.dynamodb.Table {
  const { logicalName, indexes = {}, timeToLive } = declaration;
  const globalSecondaryIndexes = Object.entries(indexes).map(([name, key]) => ({
    name,
    ...keyNames(key),
    projectionType: "ALL",
  }));
  return new aws.dynamodb.Table(
    logicalName,
    {
      // An imported one keeps its name for good: another name is another table.
      ...(opts.import === undefined ? {} : { name: opts.import }),
      attributes: attributesOf([declaration, ...Object.values(indexes)]),
      ...keyNames(declaration),
      billingMode: "PAY_PER_REQUEST",
      ...(globalSecondaryIndexes.length === 0 ? {} : { globalSecondaryIndexes }),
      ...(timeToLive === undefined ? {} : { ttl: { attributeName: timeToLive, enabled: true } }),
      ...(settings.onDemandThroughput === undefined ? {} : { onDemandThroughput: settings.onDemandThroughput }),
      pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
      deletionProtectionEnabled: settings.deletionProtection,
      ...(key === undefined ? {} : { serverSideEncryption: { enabled: true, kmsKeyArn: key.arn } }),
    },
    // AWS's protection stops a delete; Pulumi's also stops the preview of a replacement.
    { ...opts, protect: settings.deletionProtection },
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
