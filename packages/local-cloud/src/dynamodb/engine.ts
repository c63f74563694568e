import { mkdirSync } from "node:fs";
import { systemClock, type Clock } from "../kernel/clock";
import { UserError } from "../kernel/errors";
import { accountId, defaultRegion } from "../kernel/identity";
import {
  DynamoDbError,
  Engine,
  openFolder,
  StorageError as EngineStorageError,
  type Storage,
} from "../kernel/dynamodbPackage";
import { RecordTraces } from "./recordTraces";
import { streamLabel } from "./types";

export interface EngineResponse {
  readonly statusCode: number;
  readonly body: object;
  /** Consumed capacity units by table. */
  readonly consumed?: Readonly<Record<string, number>> | undefined;
}

/** A failure of the storage, such as a full disk or a damaged file. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}

/** Interval between removals of expired items, in milliseconds of the run's clock. AWS takes up to days. */
const expiryMillis = 60_000;

interface Options {
  /** Folder of the tables, created if its parent exists; undefined keeps them in memory. */
  readonly dataDir?: string | undefined;
  readonly clock?: Clock;
  readonly region?: string;
  /** Decides at random whether an eventually consistent read is stale. */
  readonly isStale?: () => boolean;
}

/** DynamoDB and DynamoDB Streams of a run. */
export class DynamoDbEngine {
  private readonly stopExpiry: () => void;

  private constructor(
    private readonly engine: Engine,
    private readonly traces: RecordTraces,
    clock: Clock,
  ) {
    this.stopExpiry = clock.every(expiryMillis, () => {
      try {
        engine.expire();
      } catch {
        // For example a full disk. The next write reports it, and the items expire later.
      }
    });
  }

  /** @throws UserError if the folder cannot be used, or another run uses it. */
  static open({ dataDir, clock = systemClock, region = defaultRegion, isStale }: Options = {}): DynamoDbEngine {
    const storage = dataDir === undefined ? {} : { storage: storageIn(dataDir) };
    const traces = new RecordTraces();
    const options = {
      region,
      onRecord: traces.add,
      account: accountId,
      now: () => clock.now(),
      streamLabel: () => streamLabel,
      expiryMillis,
      ...(isStale === undefined ? {} : { isStale }),
      ...storage,
    };
    try {
      return new DynamoDbEngine(new Engine(options), traces, clock);
    } catch (error) {
      if (error instanceof EngineStorageError) throw new UserError(`--data ${dataDir}: ${error.message}`);
      throw error;
    }
  }

  /**
   * Executes an operation.
   *
   * @param operation such as `GetItem`.
   * @param body the parsed request.
   * @param trace trace of the caller's request, if any.
   * @throws StorageError
   */
  call(operation: string, body: unknown, trace?: string): EngineResponse {
    this.traces.current = trace;
    try {
      const answer = this.engine.call(operation, body, countedCapacity);
      const consumed = consumedBy(answer);
      return { statusCode: 200, body: asksForCapacity(body) ? answer : withoutCapacity(answer), consumed };
    } catch (error) {
      if (error instanceof DynamoDbError) return { statusCode: error.status, body: error.body };
      if (error instanceof EngineStorageError) throw new StorageError(error.message, { cause: error });
      throw error;
    }
  }

  /** Returns the trace of the request that caused a stream record; undefined if it is unknown. */
  traceOf(record: object): string | undefined {
    return this.traces.of(record);
  }

  /** Closes the files. */
  close(): void {
    this.stopExpiry();
    this.engine.close();
  }
}

/** Returns DynamoDB's response to a request that it cannot parse. */
export function errorResponse(type: string, message?: string): EngineResponse {
  const body = { __type: `com.amazon.coral.service#${type}`, ...(message === undefined ? {} : { message }) };
  return { statusCode: 400, body };
}

function storageIn(dataDir: string): Storage {
  try {
    mkdirSync(dataDir);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EEXIST") throw new UserError(`--data ${dataDir}: the folder cannot be created (${code})`);
  }
  try {
    return openFolder(`${dataDir}/dynamodb`);
  } catch (error) {
    if (error instanceof EngineStorageError) throw new UserError(`--data ${dataDir}: ${error.message}`);
    throw error;
  }
}

/** Every call counts its capacity, for metrics and the console. */
const countedCapacity = { ReturnConsumedCapacity: "TOTAL" };

function asksForCapacity(body: unknown): boolean {
  const { ReturnConsumedCapacity: level } = (body ?? {}) as Record<string, unknown>;
  return level !== undefined && level !== null;
}

interface Consumed {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

/** Returns capacity units by table; a batch has one entry for each table. */
function consumedBy({ ConsumedCapacity: counted }: Record<string, unknown>): Record<string, number> {
  if (counted === undefined) return {};
  if (Array.isArray(counted)) {
    return Object.fromEntries(counted.map(({ TableName, CapacityUnits }: Consumed) => [TableName, CapacityUnits]));
  }
  const { TableName, CapacityUnits } = counted as Consumed;
  return { [TableName]: CapacityUnits };
}

function withoutCapacity({ ConsumedCapacity: _, ...rest }: Record<string, unknown>): object {
  return rest;
}
