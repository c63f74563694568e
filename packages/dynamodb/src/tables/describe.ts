import type { Database } from "../database";
import type { IndexRequest, TableDefinition, Throughput } from "./schema";
import { itemSize } from "../values/size";
import type { Table } from "./table";

/** Statuses of a table during a change. */
export interface DescriptionOptions {
  readonly status?: "ACTIVE" | "CREATING" | "UPDATING" | "DELETING";
  /** Statuses of indexes that are not ACTIVE, keyed by name. */
  readonly indexStatus?: ReadonlyMap<string, string>;
  /** Status while the encryption changes. */
  readonly encryptionStatus?: "UPDATING";
}

/** Warm throughput of a new on-demand table ("Warm throughput"). */
const onDemandWarm = { read: 12_000, write: 4_000 };

/** Builds a TableDescription. */
export function describe(database: Database, table: Table, options: DescriptionOptions = {}): object {
  const { status = "ACTIVE" } = options;
  const { definition } = table;
  const arn = database.tableArn(definition.name);
  const isNew = status === "CREATING";
  const count = isNew || status === "DELETING" ? 0 : table.rows.size;
  return {
    AttributeDefinitions: definition.attributes,
    TableName: definition.name,
    KeySchema: definition.keySchema,
    TableStatus: status,
    CreationDateTime: definition.created / 1000,
    ProvisionedThroughput: describeThroughput(definition.throughput, definition.throughputChanged),
    TableSizeBytes: count === 0 ? 0 : table.bytes,
    ItemCount: count,
    TableArn: arn,
    TableId: definition.id,
    ...describeBilling(definition),
    ...describeIndexes(table, arn, options),
    ...describeStream(database, definition),
    ...describeEncryption(definition, options),
    ...describeTableClass(definition),
    ...(definition.onDemand === undefined ? {} : { OnDemandThroughput: definition.onDemand }),
    ...(isNew ? {} : { WarmThroughput: describeWarmThroughput(definition, definition) }),
    DeletionProtectionEnabled: definition.deletionProtection,
  };
}

function describeThroughput(
  { ReadCapacityUnits, WriteCapacityUnits }: Throughput,
  changed: TableDefinition["throughputChanged"] = {},
): object {
  return {
    ...(changed.increased === undefined ? {} : { LastIncreaseDateTime: changed.increased / 1000 }),
    ...(changed.decreased === undefined ? {} : { LastDecreaseDateTime: changed.decreased / 1000 }),
    NumberOfDecreasesToday: changed.decreased === undefined ? 0 : 1,
    ReadCapacityUnits,
    WriteCapacityUnits,
  };
}

const noThroughput: Throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

function describeBilling({ billing: mode }: TableDefinition): object {
  // Tables that were always provisioned have no BillingModeSummary.
  if (mode === undefined || (mode.mode === "PROVISIONED" && mode.switched === undefined)) return {};
  return {
    BillingModeSummary: {
      BillingMode: mode.mode,
      ...(mode.switched === undefined ? {} : { LastUpdateToPayPerRequestDateTime: mode.switched / 1000 }),
    },
  };
}

function describeWarmThroughput(
  { billing: mode }: TableDefinition,
  { throughput, warm: own }: { throughput?: Throughput; warm?: TableDefinition["warm"] },
): object {
  const isOnDemand = mode?.mode === "PAY_PER_REQUEST";
  const base = throughput ?? noThroughput;
  return {
    ReadUnitsPerSecond: own?.ReadUnitsPerSecond ?? (isOnDemand ? onDemandWarm.read : base.ReadCapacityUnits),
    WriteUnitsPerSecond: own?.WriteUnitsPerSecond ?? (isOnDemand ? onDemandWarm.write : base.WriteCapacityUnits),
    Status: "ACTIVE",
  };
}

function describeIndexes(table: Table, arn: string, options: DescriptionOptions): object {
  const { definition } = table;
  const isNew = options.status === "CREATING";
  const common = (index: IndexRequest) => ({
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    ...measureIndex(table, index.IndexName, isNew),
    IndexArn: `${arn}/index/${index.IndexName}`,
  });
  const status = (name: string) => options.indexStatus?.get(name) ?? (isNew ? "CREATING" : "ACTIVE");
  return {
    ...(definition.localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: definition.localIndexes.map(common) }),
    ...(definition.globalIndexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: definition.globalIndexes.map((index) => ({
            ...common(index),
            IndexStatus: status(index.IndexName),
            ...(status(index.IndexName) === "CREATING" && !isNew ? { Backfilling: false } : {}),
            ProvisionedThroughput: describeThroughput(index.ProvisionedThroughput ?? noThroughput),
            ...(index.OnDemandThroughput === undefined ? {} : { OnDemandThroughput: index.OnDemandThroughput }),
            ...(isNew ? {} : { WarmThroughput: describeWarmThroughput(definition, warmOfIndex(index)) }),
          })),
        }),
  };
}

function warmOfIndex({ ProvisionedThroughput: throughput, WarmThroughput: own }: IndexRequest) {
  return { ...(throughput === undefined ? {} : { throughput }), ...(own === undefined ? {} : { warm: own }) };
}

function measureIndex(table: Table, name: string, isNew: boolean): { IndexSizeBytes: number; ItemCount: number } {
  const index = isNew ? undefined : table.indexes.get(name);
  if (index === undefined) return { IndexSizeBytes: 0, ItemCount: 0 };
  let bytes = 0;
  for (const row of index.rows.values()) {
    bytes += index.projected === undefined ? row.size : itemSize(index.project(row.item));
  }
  return { IndexSizeBytes: bytes, ItemCount: index.rows.size };
}

function describeStream(database: Database, definition: TableDefinition): object {
  const { stream: current } = definition;
  if (current === undefined) return {};
  return {
    LatestStreamLabel: current.label,
    LatestStreamArn: database.streamArn(definition),
    ...(current.enabled ? { StreamSpecification: { StreamEnabled: true, StreamViewType: current.viewType } } : {}),
  };
}

function describeEncryption(
  { encryption: current }: TableDefinition,
  { encryptionStatus }: DescriptionOptions,
): object {
  if (current === undefined) return {};
  return {
    SSEDescription: { Status: encryptionStatus ?? "ENABLED", SSEType: current.type, KMSMasterKeyArn: current.key },
  };
}

function describeTableClass({ tableClass: current }: TableDefinition): object {
  if (current === undefined) return {};
  return {
    TableClassSummary: {
      TableClass: current.name,
      ...(current.changed === undefined ? {} : { LastUpdateDateTime: current.changed / 1000 }),
    },
  };
}
