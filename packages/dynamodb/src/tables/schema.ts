import type { KeyType } from "../values/types";

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: KeyType;
}

export interface Projection {
  readonly ProjectionType?: "ALL" | "INCLUDE" | "KEYS_ONLY";
  readonly NonKeyAttributes?: readonly string[];
}

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface OnDemandThroughput {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

/** An index in a request. */
export interface IndexRequest {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: Projection;
  readonly ProvisionedThroughput?: Throughput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
}

export interface WarmThroughput {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
}

export interface StreamSpecification {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: StreamViewType;
}

export type StreamViewType = "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Stored data of a table without its items. */
export interface TableDefinition {
  readonly name: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly attributes: readonly AttributeDefinition[];
  readonly keySchema: readonly KeyElement[];
  readonly localIndexes: readonly IndexRequest[];
  readonly globalIndexes: readonly IndexRequest[];
  /** Undefined if the table was never on demand and no request set a mode. */
  readonly billing?: { readonly mode: "PROVISIONED" | "PAY_PER_REQUEST"; readonly switched?: number };
  readonly throughput: Throughput;
  readonly throughputChanged?: { readonly increased?: number; readonly decreased?: number };
  readonly onDemand?: OnDemandThroughput;
  readonly warm?: WarmThroughput;
  readonly stream?: { readonly label: string; readonly viewType: StreamViewType; readonly enabled: boolean };
  readonly encryption?: { readonly type: string; readonly key: string };
  readonly tableClass?: { readonly name: string; readonly changed?: number };
  readonly deletionProtection: boolean;
  readonly tags: readonly Tag[];
  readonly timeToLive?: { readonly attribute: string; readonly changed: number };
  readonly pointInTimeRecovery?: { readonly since: number; readonly days: number };
}

/** Returns the attribute names of a key schema. @param type only this key type */
export function keyNames(schema: readonly KeyElement[], type?: "HASH" | "RANGE"): string[] {
  return schema
    .filter(({ KeyType }) => type === undefined || KeyType === type)
    .map(({ AttributeName }) => AttributeName);
}

export function attributeType(definitions: readonly AttributeDefinition[], name: string): KeyType {
  return definitions.find(({ AttributeName }) => AttributeName === name)!.AttributeType;
}
