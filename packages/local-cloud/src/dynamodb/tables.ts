import { UserError } from "../kernel/errors";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import type { DynamoDbEngine } from "./engine";
import { createTableRequest, type CreateTableRequest, type IndexRequest, type Tag } from "./tableRequest";
import { settingUpdates, tagUpdates, type DescribedSettings } from "./tableSettings";

/**
 * Creates the declared tables, and updates existing ones to the declaration.
 *
 * @throws UserError if an existing table has another key.
 */
export function declareTables(engine: DynamoDbEngine, resources: readonly Declared[]): void {
  for (const { state } of ofType(resources, "aws:dynamodb/table:Table")) declareTable(engine, state);
}

interface ExistingTable extends DescribedSettings {
  readonly KeySchema: unknown;
  readonly TableArn: string;
  readonly GlobalSecondaryIndexes?: readonly IndexRequest[];
  readonly StreamSpecification?: { readonly StreamViewType: string };
}

function declareTable(engine: DynamoDbEngine, table: Properties): void {
  const request = createTableRequest(table);
  const existing = engine.call("DescribeTable", { TableName: request.TableName });
  if (existing.statusCode === 200) updateTable(engine, request, (existing.body as { Table: ExistingTable }).Table);
  else call(engine, "CreateTable", { ...request });
  declareTimeToLive(engine, request.TableName, table["ttl"] as TimeToLive | undefined);
  declareRecovery(engine, request.TableName, table["pointInTimeRecovery"] as Recovery | undefined);
}

function updateTable(engine: DynamoDbEngine, request: CreateTableRequest, described: ExistingTable): void {
  const { TableName, AttributeDefinitions } = request;
  if (!isSame(described.KeySchema, request.KeySchema)) {
    throw new UserError(
      `table ${TableName} in --data has the key ${JSON.stringify(described.KeySchema)}, ` +
        `the program declares ${JSON.stringify(request.KeySchema)}: use another folder`,
    );
  }
  for (const update of settingUpdates(described, request)) call(engine, "UpdateTable", { TableName, ...update });
  for (const update of indexUpdates(described.GlobalSecondaryIndexes ?? [], request.GlobalSecondaryIndexes ?? [])) {
    call(engine, "UpdateTable", { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [update] });
  }
  updateStream(engine, request, described.StreamSpecification?.StreamViewType);
  updateTags(engine, request, described.TableArn);
}

function updateTags(engine: DynamoDbEngine, { TableName, Tags: after }: CreateTableRequest, ResourceArn: string): void {
  const { body } = engine.call("ListTagsOfResource", { ResourceArn });
  const { set, remove } = tagUpdates((body as { Tags: readonly Tag[] }).Tags, after);
  if (remove !== undefined) call(engine, "UntagResource", { TableName, ResourceArn, TagKeys: remove });
  if (set !== undefined) call(engine, "TagResource", { TableName, ResourceArn, Tags: set });
}

/** An index whose key or projection has changed is deleted and created again. */
function indexUpdates(before: readonly IndexRequest[], after: readonly IndexRequest[]): object[] {
  const isKept = (index: IndexRequest) => (other: IndexRequest) =>
    index.IndexName === other.IndexName &&
    isSame(index.KeySchema, other.KeySchema) &&
    isSame(index.Projection, other.Projection);
  return [
    ...before.filter((index) => !after.some(isKept(index))).map(({ IndexName }) => ({ Delete: { IndexName } })),
    ...after.filter((index) => !before.some(isKept(index))).map((index) => ({ Create: index })),
  ];
}

function updateStream(engine: DynamoDbEngine, request: CreateTableRequest, before: string | undefined): void {
  const { TableName, StreamSpecification } = request;
  if (before === StreamSpecification?.StreamViewType) return;
  if (before !== undefined) call(engine, "UpdateTable", { TableName, StreamSpecification: { StreamEnabled: false } });
  if (StreamSpecification !== undefined) call(engine, "UpdateTable", { TableName, StreamSpecification });
}

interface TimeToLive {
  readonly attributeName?: string;
  readonly enabled?: boolean;
}

function declareTimeToLive(engine: DynamoDbEngine, TableName: string, wanted: TimeToLive | undefined): void {
  const { body } = engine.call("DescribeTimeToLive", { TableName });
  const { AttributeName: current } = (body as { TimeToLiveDescription: { AttributeName?: string } })
    .TimeToLiveDescription;
  const next = wanted?.enabled === true ? wanted.attributeName : undefined;
  if (current === next) return;
  const set = (Enabled: boolean, AttributeName: string) =>
    call(engine, "UpdateTimeToLive", { TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
  if (current !== undefined) set(false, current);
  if (next !== undefined) set(true, next);
}

interface Recovery {
  readonly enabled?: boolean;
  readonly recoveryPeriodInDays?: number;
}

function declareRecovery(engine: DynamoDbEngine, TableName: string, wanted: Recovery | undefined): void {
  if (wanted?.enabled === undefined) return;
  const { enabled, recoveryPeriodInDays: days } = wanted;
  call(engine, "UpdateContinuousBackups", {
    TableName,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: enabled,
      ...(enabled && days !== undefined ? { RecoveryPeriodInDays: days } : {}),
    },
  });
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Calls the engine without IAM. @throws UserError with DynamoDB's message. */
function call(
  engine: DynamoDbEngine,
  operation: string,
  request: { readonly TableName: string } & Readonly<Record<string, unknown>>,
): void {
  const { statusCode, body } = engine.call(operation, request);
  if (statusCode === 200) return;
  throw new UserError(`table ${request.TableName}: ${String((body as { message?: unknown }).message)}`);
}
