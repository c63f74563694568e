import type { Database } from "../database";
import { invalidParameter, validationError } from "../errors";
import type { Request } from "../items/parameters";
import { checkSchema, resourceInUse } from "./checkSchema";
import { describe } from "./describe";
import type {
  AttributeDefinition,
  IndexRequest,
  KeyElement,
  OnDemandThroughput,
  StreamSpecification,
  TableDefinition,
  Tag,
  Throughput,
  WarmThroughput,
} from "./schema";
import { checkTags } from "./tags";

/** Largest value of a throughput setting. */
const maxUnits = 1_000_000_000_000;

/** A request of CreateTable, or the same parameters of UpdateTable. */
export interface TableRequest {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeyElement[];
  readonly LocalSecondaryIndexes?: readonly IndexRequest[];
  readonly GlobalSecondaryIndexes?: readonly IndexRequest[];
  readonly BillingMode?: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly ProvisionedThroughput?: Throughput;
  readonly StreamSpecification?: StreamSpecification;
  readonly SSESpecification?: EncryptionRequest;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
  readonly Tags?: readonly Tag[];
}

export interface EncryptionRequest {
  readonly Enabled?: boolean;
  readonly SSEType?: string;
  readonly KMSMasterKeyId?: string;
}

export function createTable(database: Database, input: Request): object {
  const request = input as unknown as TableRequest;
  checkThroughput(request);
  checkSchema({
    attributes: request.AttributeDefinitions,
    keySchema: request.KeySchema,
    localIndexes: request.LocalSecondaryIndexes,
    globalIndexes: request.GlobalSecondaryIndexes,
    isOnDemand: request.BillingMode === "PAY_PER_REQUEST",
  });
  if (request.StreamSpecification !== undefined) checkStream(request.StreamSpecification);
  checkTags(request.Tags ?? []);
  const name = request.TableName.startsWith("arn:")
    ? request.TableName.slice(request.TableName.indexOf("/") + 1)
    : request.TableName;
  if (database.tables.has(name)) throw resourceInUse(`Table already exists: ${name}`);
  const at = database.now();
  database.commit([{ do: "define", table: definitionOf(database, { ...request, TableName: name }), at }]);
  return { TableDescription: describe(database, database.table(name), { status: "CREATING" }) };
}

function checkThroughput({ BillingMode: mode, ProvisionedThroughput: throughput }: TableRequest): void {
  if (mode === "PAY_PER_REQUEST") {
    if (throughput === undefined) return;
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (throughput === undefined) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  checkUnits(throughput);
}

/** @throws ValidationException */
export function checkUnits({ ReadCapacityUnits: read, WriteCapacityUnits: write }: Throughput): void {
  if (read > maxUnits) throw validationError(`Given value ${read} for ReadCapacityUnits is out of bounds`);
  if (write > maxUnits) throw validationError(`Given value ${write} for WriteCapacityUnits is out of bounds`);
}

/** @throws ValidationException */
export function checkStream({ StreamEnabled: enabled, StreamViewType: viewType }: StreamSpecification): void {
  if (enabled && viewType === undefined) {
    throw invalidParameter("StreamSpecification: StreamViewType must be specified when StreamEnabled is true");
  }
  if (!enabled && viewType !== undefined) {
    throw invalidParameter("StreamSpecification: StreamViewType must not be specified when StreamEnabled is false");
  }
}

function definitionOf(database: Database, request: TableRequest): TableDefinition {
  const now = database.now();
  const { BillingMode: mode, StreamSpecification: stream, SSESpecification: encryption } = request;
  return {
    name: request.TableName,
    id: database.environment.uuid(),
    created: now,
    attributes: request.AttributeDefinitions,
    keySchema: request.KeySchema,
    localIndexes: request.LocalSecondaryIndexes ?? [],
    globalIndexes: request.GlobalSecondaryIndexes ?? [],
    ...(mode === undefined ? {} : { billing: { mode, ...(mode === "PAY_PER_REQUEST" ? { switched: now } : {}) } }),
    throughput: request.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(request.OnDemandThroughput === undefined ? {} : { onDemand: request.OnDemandThroughput }),
    ...(request.WarmThroughput === undefined ? {} : { warm: request.WarmThroughput }),
    ...(stream?.StreamEnabled === true ? { stream: newStream(database, stream) } : {}),
    ...(encryption?.Enabled === true ? { encryption: newEncryption(database, encryption) } : {}),
    ...(request.TableClass === undefined ? {} : { tableClass: { name: request.TableClass } }),
    deletionProtection: request.DeletionProtectionEnabled ?? false,
    tags: request.Tags ?? [],
  };
}

export function newStream(
  { environment }: Database,
  { StreamViewType: viewType }: StreamSpecification,
): NonNullable<TableDefinition["stream"]> {
  return { label: environment.streamLabel(environment.now()), viewType: viewType!, enabled: true };
}

export function newEncryption(
  database: Database,
  { SSEType: type = "KMS", KMSMasterKeyId: key }: EncryptionRequest,
): NonNullable<TableDefinition["encryption"]> {
  const { region, account, uuid } = database.environment;
  const id = key ?? uuid();
  return { type, key: id.startsWith("arn:") ? id : `arn:aws:kms:${region}:${account}:key/${id}` };
}
