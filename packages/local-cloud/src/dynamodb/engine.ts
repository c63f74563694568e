import { mkdirSync } from "node:fs";
import { systemClock, type Clock } from "../kernel/clock";
import { UserError } from "../kernel/errors";
import { accountId, defaultRegion } from "../kernel/identity";
import {
  DynamoDbError,
  Engine,
  openFolder,
  operations,
  StorageError as EngineStorageError,
  type Storage,
} from "../kernel/dynamodbPackage";
import { streamLabel } from "./types";

export interface EngineResponse {
  readonly statusCode: number;
  readonly body: object;
  /** Capacity units by table, where an operation consumed some. */
  readonly consumed?: Readonly<Record<string, number>>;
}

/** The storage failed: a full disk, a damaged file. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** Milliseconds between two removals of expired items. AWS takes up to days; here a minute of the run's clock. */
const expiryMillis = 60_000;

interface Options {
  /** Folder that holds the tables, made if its parent exists; in memory without one. */
  readonly dataDir?: string | undefined;
  readonly clock?: Clock;
  readonly region?: string;
}

/** DynamoDB and its streams in a run. */
export class DynamoDbEngine {
  private readonly stopExpiry: () => void;

  private constructor(
    private readonly engine: Engine,
    clock: Clock,
  ) {
    this.stopExpiry = clock.every(expiryMillis, () => {
      try {
        engine.expire();
      } catch {
        // A full disk: the items expire later, and the next write reports the failure.
      }
    });
  }

  /** @throws UserError when the folder cannot be used, or another run uses it. */
  static open({ dataDir, clock = systemClock, region = defaultRegion }: Options = {}): DynamoDbEngine {
    const storage = dataDir === undefined ? {} : { storage: storageIn(dataDir) };
    const options = {
      region,
      account: accountId,
      now: () => clock.now(),
      streamLabel: () => streamLabel,
      expiryMillis,
      ...storage,
    };
    try {
      return new DynamoDbEngine(new Engine(options), clock);
    } catch (error) {
      if (error instanceof EngineStorageError) throw new UserError(`--data ${dataDir}: ${error.message}`);
      throw error;
    }
  }

  /**
   * Carries out one operation.
   *
   * @param operation `GetItem`.
   * @param body its request, parsed.
   * @throws StorageError
   */
  call(operation: string, body: unknown): EngineResponse {
    const isCounted = "ReturnConsumedCapacity" in (operations.get(operation)?.shape ?? {});
    const wantsCapacity = !isCounted || asksForCapacity(body);
    try {
      const asked = wantsCapacity ? body : { ...(body as object), ReturnConsumedCapacity: "TOTAL" };
      const answer = this.engine.call(operation, asked);
      return { statusCode: 200, body: wantsCapacity ? answer : withoutCapacity(answer), consumed: consumedBy(answer) };
    } catch (error) {
      if (error instanceof DynamoDbError) return { statusCode: error.status, body: error.body };
      if (error instanceof EngineStorageError) throw new StorageError(error.message, { cause: error });
      throw error;
    }
  }

  /** Closes the files. */
  close(): void {
    this.stopExpiry();
    this.engine.close();
  }
}

/** DynamoDB's refusal of a request that it cannot read at all. */
export function refused(type: string, message?: string): EngineResponse {
  const body = { __type: `com.amazon.coral.service#${type}`, ...(message === undefined ? {} : { message }) };
  return { statusCode: 400, body };
}

function storageIn(dataDir: string): Storage {
  try {
    mkdirSync(dataDir);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EEXIST") throw new UserError(`--data ${dataDir}: the folder cannot be made (${code})`);
  }
  try {
    return openFolder(`${dataDir}/dynamodb`);
  } catch (error) {
    if (error instanceof EngineStorageError) throw new UserError(`--data ${dataDir}: ${error.message}`);
    throw error;
  }
}

function asksForCapacity(body: unknown): boolean {
  const { ReturnConsumedCapacity: level } = (body ?? {}) as Record<string, unknown>;
  return level !== undefined && level !== null;
}

interface Consumed {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

/** Capacity units by table: one entry, or one for each table of a batch. */
function consumedBy({ ConsumedCapacity: entries = [] }: Record<string, unknown>): Record<string, number> {
  const list = (Array.isArray(entries) ? entries : [entries]) as readonly Consumed[];
  return Object.fromEntries(list.map(({ TableName, CapacityUnits }) => [TableName, CapacityUnits]));
}

function withoutCapacity({ ConsumedCapacity: _, ...rest }: Record<string, unknown>): object {
  return rest;
}
