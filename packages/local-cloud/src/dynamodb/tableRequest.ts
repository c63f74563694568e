import type { Properties } from "../kernel/resources";

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface IndexRequest {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: object;
  readonly ProvisionedThroughput?: object;
}

export interface CreateTableRequest {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly object[];
  readonly KeySchema: readonly KeyElement[];
  readonly BillingMode: string;
  readonly ProvisionedThroughput?: object;
  readonly GlobalSecondaryIndexes?: readonly IndexRequest[];
  readonly LocalSecondaryIndexes?: readonly IndexRequest[];
  readonly StreamSpecification?: { readonly StreamEnabled: true; readonly StreamViewType: string };
  readonly DeletionProtectionEnabled?: boolean;
  readonly TableClass?: string;
  readonly OnDemandThroughput?: object;
  readonly SSESpecification?: { readonly Enabled: true; readonly SSEType: "KMS"; readonly KMSMasterKeyId?: string };
  readonly Tags?: readonly Tag[];
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Inputs for the key of a table or index. */
interface Key {
  readonly hashKey?: string;
  readonly rangeKey?: string;
  /** Since version 7 of the AWS provider. Keys with several attributes require it. */
  readonly keySchemas?: readonly { readonly attributeName: string; readonly keyType: string }[];
}

interface DeclaredIndex extends Key {
  readonly name: string;
  readonly projectionType: string;
  readonly nonKeyAttributes?: readonly string[];
  readonly readCapacity?: number;
  readonly writeCapacity?: number;
}

/** @returns the request of CreateTable that the provider sends for a Table resource. */
export function createTableRequest(table: Properties): CreateTableRequest {
  const attributes = (table["attributes"] ?? []) as { name: string; type: string }[];
  const isProvisioned = table["billingMode"] !== "PAY_PER_REQUEST";
  const global = ((table["globalSecondaryIndexes"] ?? []) as DeclaredIndex[]).map((declared) =>
    isProvisioned ? { ...index(declared), ProvisionedThroughput: throughputOf(declared, table) } : index(declared),
  );
  const local = ((table["localSecondaryIndexes"] ?? []) as DeclaredIndex[]).map((declared) =>
    index({ ...declared, hashKey: String(table["hashKey"]) }),
  );
  return {
    TableName: String(table["name"]),
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(table),
    BillingMode: isProvisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...(isProvisioned ? { ProvisionedThroughput: throughputOf({}, table) } : {}),
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
    ...settings(table),
  };
}

function settings(table: Properties) {
  const { streamEnabled, streamViewType, deletionProtectionEnabled, tableClass } = table as Record<string, unknown>;
  const tags = Object.entries((table["tags"] ?? {}) as Record<string, string>);
  const onDemand = onDemandThroughputOf(table["onDemandThroughput"] as OnDemandInputs | undefined);
  const encryption = table["serverSideEncryption"] as { enabled?: boolean; kmsKeyArn?: string } | undefined;
  return {
    ...(streamEnabled === true
      ? { StreamSpecification: { StreamEnabled: true, StreamViewType: streamViewType as string } as const }
      : {}),
    ...(deletionProtectionEnabled === true ? { DeletionProtectionEnabled: true } : {}),
    ...(typeof tableClass === "string" ? { TableClass: tableClass } : {}),
    ...(onDemand === undefined ? {} : { OnDemandThroughput: onDemand }),
    ...(encryption?.enabled === true
      ? { SSESpecification: { Enabled: true, SSEType: "KMS", ...keyOf(encryption.kmsKeyArn) } as const }
      : {}),
    ...(tags.length > 0 ? { Tags: tags.map(([Key, Value]) => ({ Key, Value })) } : {}),
  };
}

interface OnDemandInputs {
  readonly maxReadRequestUnits?: number;
  readonly maxWriteRequestUnits?: number;
}

/** -1 removes a maximum. @returns undefined without a maximum */
function onDemandThroughputOf(inputs: OnDemandInputs | undefined): object | undefined {
  if (inputs === undefined) return undefined;
  const { maxReadRequestUnits: read, maxWriteRequestUnits: write } = inputs;
  return {
    ...(read === undefined ? {} : { MaxReadRequestUnits: read }),
    ...(write === undefined ? {} : { MaxWriteRequestUnits: write }),
  };
}

function keyOf(arn: string | undefined): { KMSMasterKeyId?: string } {
  return arn === undefined ? {} : { KMSMasterKeyId: arn };
}

function index({ name, projectionType, nonKeyAttributes, ...key }: DeclaredIndex): IndexRequest {
  return {
    IndexName: name,
    KeySchema: keySchema(key),
    Projection: {
      ProjectionType: projectionType,
      ...(nonKeyAttributes === undefined ? {} : { NonKeyAttributes: nonKeyAttributes }),
    },
  };
}

function keySchema({ hashKey, rangeKey, keySchemas }: Key): KeyElement[] {
  if (keySchemas !== undefined && keySchemas.length > 0) {
    return keySchemas.map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType }));
  }
  return [
    { AttributeName: String(hashKey), KeyType: "HASH" },
    ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" }]),
  ];
}

/** Returns the units of an index, or by default of its table. Without a billing mode, the provider requires them. */
function throughputOf(
  { readCapacity, writeCapacity }: Pick<DeclaredIndex, "readCapacity" | "writeCapacity">,
  table: Properties,
) {
  return {
    ReadCapacityUnits: readCapacity ?? (table["readCapacity"] as number | undefined) ?? 1,
    WriteCapacityUnits: writeCapacity ?? (table["writeCapacity"] as number | undefined) ?? 1,
  };
}
