import { UserError } from "../kernel/errors";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import type { DynamoDbEngine } from "./engine";

/** Creates the declared tables that are not there yet. @throws UserError when a kept table has another key. */
export async function createTables(engine: DynamoDbEngine, resources: readonly Declared[]): Promise<void> {
  for (const { state } of ofType(resources, "aws:dynamodb/table:Table")) await createTable(engine, state);
}

async function createTable(engine: DynamoDbEngine, table: Properties): Promise<void> {
  const request = createTableRequest(table);
  const existing = await call(engine, "DescribeTable", { TableName: request.TableName });
  if (existing.statusCode === 200) {
    const { KeySchema } = (existing.body["Table"] ?? {}) as { KeySchema?: unknown };
    if (JSON.stringify(KeySchema) === JSON.stringify(request.KeySchema)) return;
    throw new UserError(
      `table ${request.TableName} in --data has the key ${JSON.stringify(KeySchema)}, ` +
        `the program declares ${JSON.stringify(request.KeySchema)}: use another folder`,
    );
  }
  const created = await call(engine, "CreateTable", request);
  if (created.statusCode !== 200) {
    throw new UserError(`table ${request.TableName}: ${String(created.body["message"])}`);
  }
  while (!(await isActive(engine, request.TableName))) await new Promise((next) => setImmediate(next));
}

/** A new table takes requests a moment later, as on AWS. */
async function isActive(engine: DynamoDbEngine, tableName: string): Promise<boolean> {
  const { body } = await call(engine, "DescribeTable", { TableName: tableName });
  return (body["Table"] as { TableStatus?: string } | undefined)?.TableStatus === "ACTIVE";
}

interface Key {
  readonly hashKey?: string;
  readonly rangeKey?: string;
}

function createTableRequest(table: Properties) {
  const attributes = (table["attributes"] ?? []) as { name: string; type: string }[];
  const global = ((table["globalSecondaryIndexes"] ?? []) as (Key & Index)[]).map(index);
  const local = ((table["localSecondaryIndexes"] ?? []) as (Key & Index)[]).map((declared) =>
    index({ hashKey: String(table["hashKey"]), ...declared }),
  );
  const provisioned = table["billingMode"] !== "PAY_PER_REQUEST";
  return {
    TableName: String(table["name"]),
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(table),
    BillingMode: provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...(provisioned ? { ProvisionedThroughput: throughput(table) } : {}),
    ...(global.length > 0
      ? {
          GlobalSecondaryIndexes: global.map((each) =>
            provisioned ? { ...each, ProvisionedThroughput: throughput(table) } : each,
          ),
        }
      : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
  };
}

interface Index {
  readonly name: string;
  readonly projectionType: string;
  readonly nonKeyAttributes?: readonly string[];
}

function index({ name, projectionType, nonKeyAttributes, ...key }: Key & Index) {
  return {
    IndexName: name,
    KeySchema: keySchema(key),
    Projection: {
      ProjectionType: projectionType,
      ...(nonKeyAttributes === undefined ? {} : { NonKeyAttributes: nonKeyAttributes }),
    },
  };
}

function keySchema({ hashKey, rangeKey }: Key) {
  return [
    { AttributeName: hashKey, KeyType: "HASH" },
    ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" }]),
  ];
}

function throughput(table: Properties) {
  return {
    ReadCapacityUnits: (table["readCapacity"] as number | undefined) ?? 1,
    WriteCapacityUnits: (table["writeCapacity"] as number | undefined) ?? 1,
  };
}

/** The run's own call, past every permission. */
async function call(engine: DynamoDbEngine, operation: string, body: object) {
  return (await engine.call(operation, body)) as { statusCode: number; body: Record<string, unknown> };
}
