import type { Database } from "../database";
import { DynamoDbError, validationError } from "../errors";
import type { Request } from "../items/parameters";
import { describe } from "./describe";
import type { Table } from "./table";

const notFound = (name: string) => `Table: ${name} not found`;

function tableOf(database: Database, { TableName: name }: Request): Table {
  return database.table(name as string, notFound);
}

export function describeTable(database: Database, request: Request): object {
  return { Table: describe(database, tableOf(database, request)) };
}

export function deleteTable(database: Database, request: Request): object {
  const table = tableOf(database, request);
  if (table.definition.deletionProtection) {
    throw validationError(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  }
  const description = describe(database, table, { status: "DELETING" });
  database.commit([{ do: "drop", table: table.name, at: database.now() }]);
  return { TableDescription: description };
}

export function listTables(database: Database, request: Request): object {
  const { ExclusiveStartTableName: start, Limit: limit = 100 } = request;
  const names = [...database.tables.keys()].sort().filter((name) => start === undefined || name > (start as string));
  const shown = names.slice(0, limit as number);
  return { TableNames: shown, ...(shown.length < names.length ? { LastEvaluatedTableName: shown.at(-1) } : {}) };
}

/** Returns the default units of an account and of a table (Quotas, "Default quotas"). */
export function describeLimits(): object {
  return {
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  };
}

export function describeEndpoints(database: Database): object {
  return {
    Endpoints: [{ Address: `dynamodb.${database.environment.region}.amazonaws.com`, CachePeriodInMinutes: 1440 }],
  };
}

export function describeContinuousBackups(database: Database, { TableName: name }: Request): object {
  const table = database.tables.get(shortName(name as string));
  if (table === undefined) {
    throw new DynamoDbError("TableNotFoundException", `Table not found: ${shortName(name as string)}`);
  }
  return { ContinuousBackupsDescription: backupsOf(database, table) };
}

export function updateContinuousBackups(database: Database, request: Request): object {
  const name = shortName(request["TableName"] as string);
  const table = database.tables.get(name);
  if (table === undefined) throw new DynamoDbError("TableNotFoundException", `Table not found: ${name}`);
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = 35 } = request[
    "PointInTimeRecoverySpecification"
  ] as { readonly PointInTimeRecoveryEnabled: boolean; readonly RecoveryPeriodInDays?: number };
  const { pointInTimeRecovery: old, ...definition } = table.definition;
  const now = database.now();
  const next = enabled ? { ...definition, pointInTimeRecovery: { since: old?.since ?? now, days } } : definition;
  database.commit([{ do: "define", table: next, at: now }]);
  return { ContinuousBackupsDescription: backupsOf(database, table) };
}

function shortName(name: string): string {
  return name.startsWith("arn:") ? name.slice(name.indexOf("/") + 1) : name;
}

function backupsOf(database: Database, { definition }: Table): object {
  const { pointInTimeRecovery: recovery } = definition;
  const seconds = (millis: number) => Math.floor(millis / 1000);
  return {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription:
      recovery === undefined
        ? { PointInTimeRecoveryStatus: "DISABLED" }
        : {
            PointInTimeRecoveryStatus: "ENABLED",
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: seconds(recovery.since),
            LatestRestorableDateTime: seconds(database.now()),
          },
  };
}

export function describeTimeToLive(database: Database, request: Request): object {
  const { timeToLive } = tableOf(database, request).definition;
  return {
    TimeToLiveDescription:
      timeToLive === undefined
        ? { TimeToLiveStatus: "DISABLED" }
        : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive.attribute },
  };
}

export function updateTimeToLive(database: Database, request: Request): object {
  const wanted = request["TimeToLiveSpecification"] as { readonly Enabled: boolean; readonly AttributeName: string };
  const table = tableOf(database, request);
  const { timeToLive: current, ...definition } = table.definition;
  if (wanted.Enabled && current !== undefined) throw validationError("TimeToLive is already enabled");
  if (!wanted.Enabled && current === undefined) throw validationError("TimeToLive is already disabled");
  if (!wanted.Enabled && current!.attribute !== wanted.AttributeName) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current!.attribute}`,
    );
  }
  const at = database.now();
  const next = wanted.Enabled
    ? { ...definition, timeToLive: { attribute: wanted.AttributeName, changed: at } }
    : definition;
  database.commit([{ do: "define", table: next, at }]);
  return { TimeToLiveSpecification: wanted };
}
