import { indexName, tableName } from "./itemShapes";
import { boolean, integer, list, long, oneOf, required, structure, text, type Members } from "./shape";

/** Name of a table that a request creates. */
const newName = text({ min: 3, max: 255, pattern: "[a-zA-Z0-9_.-]+", orTableArn: true });

const throughput = structure("ProvisionedThroughput", {
  WriteCapacityUnits: required(long({ min: 1 })),
  ReadCapacityUnits: required(long({ min: 1 })),
});
const onDemand = structure("OnDemandThroughput", { MaxReadRequestUnits: long(), MaxWriteRequestUnits: long() });
const warm = structure("WarmThroughput", {
  ReadUnitsPerSecond: long({ min: 1 }),
  WriteUnitsPerSecond: long({ min: 1 }),
});
const keyElement = structure("KeySchemaElement", {
  AttributeName: required(text({ min: 1, max: 255 })),
  KeyType: required(oneOf("HASH", "RANGE")),
});
const keySchema = list(keyElement, { min: 1, max: 2 });
/** Keys of global indexes have up to four attributes of either type ("Multi-attribute keys"). */
const multiKeySchema = list(keyElement, { min: 1, max: 8 });
const definitions = list(
  structure("AttributeDefinition", {
    AttributeName: required(text({ min: 1, max: 255 })),
    AttributeType: required(oneOf("B", "N", "S")),
  }),
);
const projection = structure("Projection", {
  ProjectionType: oneOf("ALL", "INCLUDE", "KEYS_ONLY"),
  NonKeyAttributes: list(text({ min: 1, max: 255 }), { min: 1, max: 20 }),
});
const globalIndex: Members = {
  IndexName: required(indexName),
  KeySchema: required(multiKeySchema),
  Projection: required(projection),
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemand,
  WarmThroughput: warm,
};
const stream = structure("StreamSpecification", {
  StreamEnabled: required(boolean),
  StreamViewType: oneOf("NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"),
});
const encryption = structure("SSESpecification", {
  Enabled: boolean,
  SSEType: oneOf("AES256", "KMS"),
  KMSMasterKeyId: text(),
});
const tag = structure("Tag", { Key: required(text({ min: 1, max: 128 })), Value: required(text({ max: 256 })) });
const billingMode = oneOf("PROVISIONED", "PAY_PER_REQUEST");
const tableClass = oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS");
const named: Members = { TableName: required(tableName) };
/** The operation itself checks its presence. */
const arn: Members = { ResourceArn: text() };

const settings: Members = {
  BillingMode: billingMode,
  ProvisionedThroughput: throughput,
  StreamSpecification: stream,
  SSESpecification: encryption,
  TableClass: tableClass,
  DeletionProtectionEnabled: boolean,
  OnDemandThroughput: onDemand,
  WarmThroughput: warm,
};

/** Shapes of operations on tables. The members' order is AWS's order of faults. */
export const tableShapes: Readonly<Record<string, Members>> = {
  CreateTable: {
    AttributeDefinitions: required(definitions),
    TableName: newName,
    ...settings,
    KeySchema: required(keySchema),
    LocalSecondaryIndexes: list(
      structure("LocalSecondaryIndex", {
        IndexName: required(indexName),
        KeySchema: required(keySchema),
        Projection: required(projection),
      }),
    ),
    GlobalSecondaryIndexes: list(structure("GlobalSecondaryIndex", globalIndex)),
    Tags: list(tag),
    ResourcePolicy: text(),
  },
  UpdateTable: {
    ...named,
    ...settings,
    AttributeDefinitions: definitions,
    GlobalSecondaryIndexUpdates: list(
      structure("GlobalSecondaryIndexUpdate", {
        Update: structure("UpdateGlobalSecondaryIndexAction", {
          IndexName: required(indexName),
          ProvisionedThroughput: throughput,
          OnDemandThroughput: onDemand,
          WarmThroughput: warm,
        }),
        Create: structure("CreateGlobalSecondaryIndexAction", globalIndex),
        Delete: structure("DeleteGlobalSecondaryIndexAction", { IndexName: required(indexName) }),
      }),
    ),
    ReplicaUpdates: list(structure("ReplicationGroupUpdate", {})),
  },
  DeleteTable: named,
  DescribeTable: named,
  ListTables: {
    ExclusiveStartTableName: newName,
    Limit: integer({ min: 1, max: 100 }),
  },
  TagResource: { ...arn, Tags: list(tag) },
  UntagResource: { ...arn, TagKeys: list(text({ min: 1, max: 128 })) },
  ListTagsOfResource: { ...arn, NextToken: text() },
  DescribeLimits: {},
  DescribeEndpoints: {},
  DescribeContinuousBackups: named,
  UpdateContinuousBackups: {
    ...named,
    PointInTimeRecoverySpecification: required(
      structure("PointInTimeRecoverySpecification", {
        PointInTimeRecoveryEnabled: required(boolean),
        RecoveryPeriodInDays: integer({ min: 1, max: 35 }),
      }),
    ),
  },
  DescribeTimeToLive: named,
  UpdateTimeToLive: {
    ...named,
    TimeToLiveSpecification: required(
      structure("TimeToLiveSpecification", {
        Enabled: required(boolean),
        AttributeName: required(text({ min: 1, max: 255 })),
      }),
    ),
  },
};

/** Shapes of operations of DynamoDB Streams. */
export const streamShapes: Readonly<Record<string, Members>> = {
  ListStreams: {
    TableName: tableName,
    Limit: integer({ min: 1, max: 100 }),
    ExclusiveStartStreamArn: text({ min: 37, max: 1024 }),
  },
  DescribeStream: {
    StreamArn: required(text({ min: 37, max: 1024 })),
    Limit: integer({ min: 1, max: 100 }),
    ExclusiveStartShardId: text({ min: 28, max: 65 }),
    ShardFilter: structure("ShardFilter", { Type: oneOf("CHILD_SHARDS"), ShardId: text({ min: 28, max: 65 }) }),
  },
  GetShardIterator: {
    StreamArn: required(text({ min: 37, max: 1024 })),
    ShardId: required(text({ min: 28, max: 65 })),
    ShardIteratorType: required(oneOf("TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")),
    SequenceNumber: text({ min: 21, max: 40 }),
  },
  GetRecords: {
    ShardIterator: required(text({ min: 1, max: 2048 })),
    Limit: integer({ min: 1, max: 1000 }),
  },
};
