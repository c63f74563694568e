import type { Database } from "../database";
import { invalidParameter, resourceNotFound, validationError } from "../errors";
import type { Request } from "../items/parameters";
import { checkGlobalIndex } from "./checkSchema";
import { checkStream, checkUnits, newEncryption, newStream, type TableRequest } from "./createTable";
import { describe, type DescriptionOptions } from "./describe";
import type { AttributeDefinition, IndexRequest, TableDefinition, Throughput } from "./schema";
import { keyNames } from "./schema";

interface IndexUpdate {
  readonly Update?: Pick<IndexRequest, "IndexName" | "ProvisionedThroughput" | "OnDemandThroughput" | "WarmThroughput">;
  readonly Create?: IndexRequest;
  readonly Delete?: { readonly IndexName: string };
}

interface UpdateRequest extends Omit<Partial<TableRequest>, "TableName"> {
  readonly TableName: string;
  readonly GlobalSecondaryIndexUpdates?: readonly IndexUpdate[];
}

const settings = [
  "ProvisionedThroughput",
  "BillingMode",
  "StreamSpecification",
  "GlobalSecondaryIndexUpdates",
  "SSESpecification",
  "TableClass",
  "DeletionProtectionEnabled",
  "OnDemandThroughput",
  "WarmThroughput",
  "ReplicaUpdates",
] as const;

export function updateTable(database: Database, input: Request): object {
  const request = input as unknown as UpdateRequest;
  checkRequest(input, request);
  const table = database.table(request.TableName, (name) => `Table: ${name} not found`);
  const { definition } = table;
  const next = updateDefinition(database, definition, request);
  const options = listStatuses(request);
  database.commit([{ do: "define", table: next, at: database.now() }]);
  const shown = describe(database, table, options);
  return { TableDescription: { ...shown, ...describeRemovedEncryption(definition, next) } };
}

function checkRequest(input: Request, request: UpdateRequest): void {
  if (settings.every((name) => input[name] === undefined)) {
    throw validationError(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  if (input["ReplicaUpdates"] !== undefined) {
    throw validationError("ReplicaUpdates is not emulated: global tables have replicas in other regions");
  }
  if (request.BillingMode === "PROVISIONED" && request.ProvisionedThroughput === undefined) {
    throw invalidParameter("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  if (request.ProvisionedThroughput !== undefined) checkUnits(request.ProvisionedThroughput);
  if (request.StreamSpecification !== undefined) checkStream(request.StreamSpecification);
  const names = new Set<string>();
  for (const { Update: update, Create: create, Delete: remove } of request.GlobalSecondaryIndexUpdates ?? []) {
    const name = (update ?? create ?? remove)?.IndexName;
    if (name === undefined) {
      throw invalidParameter(
        "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
      );
    }
    if (names.has(name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    names.add(name);
  }
}

function updateDefinition(database: Database, definition: TableDefinition, request: UpdateRequest): TableDefinition {
  const now = database.now();
  const billing = updateBilling(definition, request, now);
  const withIndexes = updateIndexes(definition, request, billing.billing?.mode === "PAY_PER_REQUEST");
  return {
    ...definition,
    ...billing,
    ...withIndexes,
    ...updateStream(database, definition, request),
    ...updateEncryption(database, request),
    ...(request.TableClass === undefined ? {} : { tableClass: { name: request.TableClass, changed: now } }),
    ...(request.OnDemandThroughput === undefined ? {} : { onDemand: request.OnDemandThroughput }),
    ...(request.WarmThroughput === undefined ? {} : { warm: request.WarmThroughput }),
    deletionProtection: request.DeletionProtectionEnabled ?? definition.deletionProtection,
  };
}

type BillingPart = Pick<TableDefinition, "billing" | "throughput" | "throughputChanged">;

function updateBilling(definition: TableDefinition, request: UpdateRequest, now: number): BillingPart {
  const { BillingMode: mode, ProvisionedThroughput: throughput } = request;
  const { billing, throughput: old } = definition;
  if (mode === "PAY_PER_REQUEST") {
    if (throughput !== undefined) {
      throw invalidParameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    if (billing?.mode === "PAY_PER_REQUEST") return { billing, throughput: old };
    return { billing: { mode, switched: now }, throughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } };
  }
  const kept = billing === undefined ? {} : { billing };
  if (throughput === undefined) return { ...kept, throughput: old };
  if (mode === undefined && billing?.mode === "PAY_PER_REQUEST") {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (billing?.mode !== "PAY_PER_REQUEST") checkChanged(definition, throughput);
  const changed = recordChanges(old, throughput, now);
  return {
    ...(mode === undefined ? kept : { billing: { ...billing, mode } }),
    throughput,
    throughputChanged: { ...definition.throughputChanged, ...changed },
  };
}

function checkChanged({ name, throughput: old }: TableDefinition, next: Throughput): void {
  if (old.ReadCapacityUnits !== next.ReadCapacityUnits || old.WriteCapacityUnits !== next.WriteCapacityUnits) return;
  throw validationError(
    "The provisioned throughput for the table will not change. The requested value equals the current value. " +
      `Current ReadCapacityUnits provisioned for the table: ${old.ReadCapacityUnits}. Requested ReadCapacityUnits: ${next.ReadCapacityUnits}. ` +
      `Current WriteCapacityUnits provisioned for the table: ${old.WriteCapacityUnits}. Requested WriteCapacityUnits: ${next.WriteCapacityUnits}. ` +
      `Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits. Table: ${name}`,
  );
}

function recordChanges(old: Throughput, next: Throughput, now: number): { increased?: number; decreased?: number } {
  const isUp = next.ReadCapacityUnits > old.ReadCapacityUnits || next.WriteCapacityUnits > old.WriteCapacityUnits;
  const isDown = next.ReadCapacityUnits < old.ReadCapacityUnits || next.WriteCapacityUnits < old.WriteCapacityUnits;
  return { ...(isUp ? { increased: now } : {}), ...(isDown ? { decreased: now } : {}) };
}

function updateIndexes(
  definition: TableDefinition,
  request: UpdateRequest,
  isOnDemand: boolean,
): Pick<TableDefinition, "attributes" | "globalIndexes"> {
  let indexes = [...definition.globalIndexes];
  const find = (name: string) => {
    const found = indexes.find(({ IndexName }) => IndexName === name);
    if (found === undefined) {
      throw resourceNotFound(`Index: ${name} not found in table: ${definition.name}`);
    }
    return found;
  };
  const attributes = mergeAttributes(definition.attributes, request.AttributeDefinitions ?? []);
  for (const { Update: update, Create: create, Delete: remove } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (create !== undefined) {
      const taken = [...indexes, ...definition.localIndexes].some(({ IndexName }) => IndexName === create.IndexName);
      if (taken) throw invalidParameter(`Duplicate index name: ${create.IndexName}`);
      checkGlobalIndex(
        create,
        (request.AttributeDefinitions ?? []).map(({ AttributeName }) => AttributeName),
      );
      if (isOnDemand && create.ProvisionedThroughput !== undefined) {
        throw invalidParameter(
          `ProvisionedThroughput should not be specified for index: ${create.IndexName} when BillingMode is PAY_PER_REQUEST`,
        );
      }
      if (!isOnDemand && create.ProvisionedThroughput === undefined) {
        throw invalidParameter(`ProvisionedThroughput must be specified for index: ${create.IndexName}`);
      }
      indexes.push(create);
    } else if (remove !== undefined) {
      const found = find(remove.IndexName);
      indexes = indexes.filter((each) => each !== found);
    } else {
      const found = find(update!.IndexName);
      indexes = indexes.map((each) => (each === found ? { ...each, ...update } : each));
    }
  }
  const used = new Set(
    [definition.keySchema, ...[...definition.localIndexes, ...indexes].map(({ KeySchema }) => KeySchema)].flatMap(
      (schema) => keyNames(schema),
    ),
  );
  return {
    attributes: attributes.filter(({ AttributeName }) => used.has(AttributeName)),
    globalIndexes: isOnDemand ? indexes.map(({ ProvisionedThroughput: _, ...index }) => index) : indexes,
  };
}

/** Merges attribute definitions. Existing attributes keep their type, whatever the request contains. */
function mergeAttributes(
  known: readonly AttributeDefinition[],
  given: readonly AttributeDefinition[],
): AttributeDefinition[] {
  const names = new Set(known.map(({ AttributeName }) => AttributeName));
  return [...known, ...given.filter(({ AttributeName }) => !names.has(AttributeName))];
}

function updateStream(
  database: Database,
  definition: TableDefinition,
  { StreamSpecification: wanted }: UpdateRequest,
): Partial<TableDefinition> {
  if (wanted === undefined) return {};
  const isEnabled = definition.stream?.enabled === true;
  if (wanted.StreamEnabled) {
    if (isEnabled) throw validationError("Table already has an enabled stream: TableName: " + definition.name);
    return { stream: newStream(database, wanted) };
  }
  if (!isEnabled) throw validationError("Table has no stream to disable: TableName: " + definition.name);
  return { stream: { ...definition.stream, enabled: false } };
}

function updateEncryption(database: Database, { SSESpecification: wanted }: UpdateRequest): Partial<TableDefinition> {
  if (wanted === undefined) return {};
  return { encryption: wanted.Enabled === true ? newEncryption(database, wanted) : undefined } as never;
}

/** Returns the encryption that is being disabled, which the response still contains. */
function describeRemovedEncryption(before: TableDefinition, after: TableDefinition): object {
  if (before.encryption === undefined || after.encryption !== undefined) return {};
  const { type, key } = before.encryption;
  return { SSEDescription: { Status: "UPDATING", SSEType: type, KMSMasterKeyArn: key } };
}

function listStatuses(request: UpdateRequest): DescriptionOptions {
  const changed = (request.GlobalSecondaryIndexUpdates ?? []).map(({ Create: create, Update: update }) =>
    create === undefined ? ([update?.IndexName ?? "", "UPDATING"] as const) : ([create.IndexName, "CREATING"] as const),
  );
  return {
    status: "UPDATING",
    indexStatus: new Map(changed),
    ...(request.SSESpecification === undefined ? {} : { encryptionStatus: "UPDATING" }),
  };
}
