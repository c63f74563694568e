import { randomUUID } from "node:crypto";
import { Database } from "./database";
import { DynamoDbError, validationError } from "./errors";
import { notEmulated, operations, type Operation } from "./operations";
import { isEventuallyConsistent, RecentWrites, stalenessMillis } from "./recentWrites";
import { memoryStorage, type Storage } from "./storage/changes";
import { checkConstraints } from "./validation/constraints";
import { parseStructure, serializationError } from "./validation/parse";
import type { Members } from "./validation/shape";

export interface EngineOptions {
  readonly region?: string;
  readonly account?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly uuid?: () => string;
  /** Returns the label of a stream that is enabled at a time. Default: the time in ISO 8601, as on AWS. */
  readonly streamLabel?: (now: number) => string;
  /** Default: memory. */
  readonly storage?: Storage;
  /** Decides at random whether an eventually consistent read returns the state of a second ago. Default: never. */
  readonly isStale?: () => boolean;
  /** Milliseconds between removals of expired items, which a call triggers. Default: 60 s. */
  readonly expiryMillis?: number;
  /** Receives each new record of a stream during the call that writes the item. `GetRecords` returns the same object. */
  readonly onRecord?: (record: object) => void;
}

const defaultExpiryMillis = 60_000;

/** DynamoDB and DynamoDB Streams without a network. Every call is atomic. */
export class Engine {
  private readonly database: Database;
  private readonly expiryMillis: number;
  private lastExpiry: number;
  private readonly isStale: () => boolean;

  constructor(options: EngineOptions = {}) {
    const { region = "us-east-1", account = "000000000000", now = Date.now, uuid = randomUUID } = options;
    const { streamLabel = (at: number) => new Date(at).toISOString().slice(0, -1) } = options;
    const { onRecord } = options;
    const environment = { region, account, now, uuid, streamLabel, ...(onRecord === undefined ? {} : { onRecord }) };
    this.database = new Database(environment, options.storage ?? memoryStorage());
    this.expiryMillis = options.expiryMillis ?? defaultExpiryMillis;
    this.lastExpiry = now();
    this.isStale = options.isStale ?? (() => false);
    if (options.isStale !== undefined) this.database.recentWrites = new RecentWrites();
  }

  /**
   * Executes one operation.
   *
   * @param operation name as in the API, e.g. `GetItem` or `GetRecords`.
   * @param request parsed JSON of the request.
   * @param defaults members that count where the request has none.
   * @returns parsed JSON of the response.
   * @throws DynamoDbError with AWS's code and message; StorageError if changes cannot be stored.
   */
  call(operation: string, request: unknown, defaults: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const known = operations.get(operation);
    if (known === undefined) throw unknownOperation(operation);
    const parsed = parseRequest(operation, known, request);
    for (const name in defaults) if (name in known.shape) parsed[name] ??= defaults[name];
    this.expireWhenDue();
    const run = () => known.run(this.database, parsed) as Record<string, unknown>;
    const { recentWrites } = this.database;
    if (recentWrites === undefined || !isEventuallyConsistent(operation, parsed) || !this.isStale()) return run();
    return recentWrites.readAt(this.database.now() - stalenessMillis, run);
  }

  /** Removes expired items. Hosts call it periodically; operations trigger it too. */
  expire(): void {
    this.lastExpiry = this.database.now();
    this.database.expire();
  }

  /** Closes the storage. */
  close(): void {
    this.database.close();
  }

  private expireWhenDue(): void {
    if (this.database.now() - this.lastExpiry >= this.expiryMillis) this.expire();
  }
}

function unknownOperation(operation: string): DynamoDbError {
  if (!notEmulated.has(operation)) return new DynamoDbError("UnknownOperationException", "");
  return new DynamoDbError("UnknownOperationException", `${operation} is not emulated by this engine`);
}

function parseRequest(operation: string, { shape }: Operation, request: unknown): Record<string, unknown> {
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw serializationError("Start of structure or map found where not expected");
  }
  const parsed = parseStructure(request, shape);
  checkTableName(operation, parsed, shape);
  checkConstraints(parsed, shape);
  return parsed;
}

/** Checks the table's name first, because AWS reports it before all other faults. */
function checkTableName(operation: string, { TableName: name }: Record<string, unknown>, shape: Members): void {
  if (operation === "CreateTable" && name === undefined) {
    throw validationError("The parameter 'TableName' is required but was not present in the request");
  }
  if (name === undefined || shape["TableName"] === undefined) return;
  checkConstraints({ TableName: name }, { TableName: shape["TableName"] });
}
