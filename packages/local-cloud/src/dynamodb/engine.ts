import { mkdirSync } from "node:fs";
import db, { type Store } from "dynalite/db";
import { UserError } from "../kernel/errors";
import { operations } from "./operations";

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

/**
 * DynamoDB's data plane: dynalite's operations, without its server.
 *
 * Completed here: `ReturnValuesOnConditionCheckFailure`, which dynalite does not know, and the end of its iterators.
 */
export class DynamoDbEngine {
  private constructor(private readonly store: Store) {}

  /**
   * @param dataDir folder that holds the tables, made if its parent exists; in memory without one.
   * @throws UserError when it cannot be used, or another run uses it.
   */
  static async open(dataDir?: string): Promise<DynamoDbEngine> {
    returnItemsOfFailedConditions();
    if (dataDir !== undefined) makeFolder(dataDir);
    const store = db.create({
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
      ...(dataDir === undefined ? {} : { path: `${dataDir}/dynamodb` }),
    });
    closeIterators(store);
    try {
      await store.db.open();
    } catch (error) {
      const { cause } = error as { cause?: { code?: string; message?: string } };
      const why = cause?.code === "LEVEL_LOCKED" ? "another run uses it" : `it cannot be opened (${cause?.message})`;
      throw new UserError(`--data ${dataDir}: ${why}`);
    }
    return new DynamoDbEngine(store);
  }

  /**
   * Carries out one operation.
   *
   * @param operation `GetItem`.
   * @param body its request, parsed.
   * @throws StorageError
   */
  async call(operation: string, body: unknown): Promise<EngineResponse> {
    const known = operations.get(operation);
    if (known === undefined) return refused("UnknownOperationException");
    // Read now: the check takes away what dynalite does not know.
    const { ReturnValuesOnConditionCheckFailure, ReturnConsumedCapacity } = body as Record<string, unknown>;
    const wantsItem = ReturnValuesOnConditionCheckFailure === "ALL_OLD";
    const wantsCapacity = ReturnConsumedCapacity !== undefined || !known.consumes;
    try {
      const asked = wantsCapacity ? body : { ...(body as object), ReturnConsumedCapacity: "TOTAL" };
      const data = known.check(asked, this.store);
      const answer = await new Promise<object>((resolve, reject) => {
        known.act(this.store, data, (error, result) => (error ? reject(error) : resolve(result ?? {})));
      });
      return { statusCode: 200, body: wantsCapacity ? answer : withoutCapacity(answer), consumed: consumedBy(answer) };
    } catch (error) {
      const { statusCode, body: refusal, message } = error as { statusCode?: number; body?: object; message: string };
      // A request that the parser of expressions cannot follow is no failure of the storage.
      if (error instanceof RangeError) return invalid("the request is nested too deeply");
      if (statusCode === undefined || refusal === undefined) throw new StorageError(message, { cause: error });
      return { statusCode, body: wantsItem ? refusal : withoutItem(refusal) };
    }
  }

  /** Waits for pending writes and closes the files. */
  close(): Promise<void> {
    return this.store.lifecycleManager.gracefulClose();
  }
}

/** DynamoDB's refusal of a request that it cannot read at all. */
export function refused(type: string, message?: string): EngineResponse {
  const body = { __type: `com.amazon.coral.service#${type}`, ...(message === undefined ? {} : { message }) };
  return { statusCode: 400, body };
}

function invalid(message: string): EngineResponse {
  return { statusCode: 400, body: { __type: "com.amazon.coral.validate#ValidationException", message } };
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EEXIST") throw new UserError(`--data ${dataDir}: the folder cannot be made (${code})`);
  }
}

let completed = false;

/** Adds the old item to dynalite's error at the moment of the check, under its lock: no later write can slip in. */
function returnItemsOfFailedConditions(): void {
  if (completed) return;
  completed = true;
  const check = db.checkConditional.bind(db);
  db.checkConditional = (data, existingItem) => {
    const error = check(data, existingItem);
    if (error?.body !== undefined && existingItem !== undefined) error.body["Item"] = existingItem;
    return error;
  };
}

/**
 * dynalite ends an iterator with `return`, a method that its store's iterators lack: each Query and Scan would keep its
 * view of the whole store for ever.
 */
function closeIterators(store: Store): void {
  for (const method of ["keys", "values"] as const) {
    const open = store.db[method].bind(store.db);
    store.db[method] = (range) => {
      const iterator = open(range);
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
}

/** Capacity units by table: one entry, or one for each table of a batch. */
function consumedBy(answer: { readonly ConsumedCapacity?: Consumed | readonly Consumed[] }): Record<string, number> {
  const entries = answer.ConsumedCapacity ?? [];
  const list = Array.isArray(entries) ? (entries as readonly Consumed[]) : [entries as Consumed];
  return Object.fromEntries(list.map(({ TableName, CapacityUnits }) => [TableName, CapacityUnits]));
}

interface Consumed {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

function withoutCapacity(answer: object): object {
  const { ConsumedCapacity: _, ...rest } = answer as Record<string, unknown>;
  return rest;
}

/** The old item is always there; who did not ask must not see it. */
function withoutItem(refusal: object): object {
  const { Item: _, ...rest } = refusal as Record<string, unknown>;
  return rest;
}
