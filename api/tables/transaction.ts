import {
  TransactGetCommand,
  TransactWriteCommand,
  type TransactGetCommandInput,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { AnswerError } from "../http/answers";
import type { OpenTable } from "./open";

type WriteItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
type GetItem = NonNullable<TransactGetCommandInput["TransactItems"]>[number];

/** An operation with the key of its table in `access` instead of the table's name in AWS. */
type On<Operation, Table> = Omit<NonNullable<Operation>, "TableName"> & { readonly table: Table };

/** Keys in `access` whose actions include one action. */
type KeysWith<Access, Action> = {
  readonly [Key in keyof Access & string]: Access[Key] extends readonly (infer A)[]
    ? Action extends A
      ? Key
      : never
    : never;
}[keyof Access & string];

interface WithError<ErrorName> {
  /** Declared error that is thrown if the operation's condition fails. */
  readonly onConditionFailed?: ErrorName;
}

/** An operation of a transaction that writes: exactly one of the four, with DynamoDB's own fields. */
export type WriteOperation<Access, ErrorName> = WithError<ErrorName> &
  (
    | { readonly Put: On<WriteItem["Put"], KeysWith<Access, "PutItem">> }
    | { readonly Update: On<WriteItem["Update"], KeysWith<Access, "UpdateItem">> }
    | { readonly Delete: On<WriteItem["Delete"], KeysWith<Access, "DeleteItem">> }
    | { readonly ConditionCheck: On<WriteItem["ConditionCheck"], KeysWith<Access, "ConditionCheckItem">> }
  );

export interface ReadOperation<Access> {
  readonly Get: On<GetItem["Get"], KeysWith<Access, "GetItem">>;
}

export interface TransactionOptions {
  /** Token of at most 36 characters. DynamoDB does not repeat a transaction with the same token within ten minutes. */
  readonly token?: string;
}

/** Sends a transaction: all of its operations succeed, or none changes anything. */
export interface Transaction<Access, ErrorName> {
  /**
   * Writes, and checks conditions.
   *
   * @throws AnswerError of the first operation whose condition fails and that names a declared error.
   */
  (operations: readonly WriteOperation<Access, ErrorName>[], options?: TransactionOptions): Promise<void>;
  /** Reads a consistent set of items, in the order of the operations. A missing item is undefined. */
  (operations: readonly ReadOperation<Access>[]): Promise<(Readonly<Record<string, unknown>> | undefined)[]>;
}

/** The part of a callback's context that sends transactions. */
export interface TransactionContext<Access, Errors> {
  readonly transaction: Transaction<Access, keyof Errors & string>;
}

/** An operation without the types of its route. */
interface AnyOperation {
  readonly onConditionFailed?: string;
  readonly Get?: object;
}

interface TransactionError extends Error {
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/**
 * Returns the function that sends transactions on opened tables.
 *
 * A failed condition becomes the declared error of its operation. Conflicts and throttling become 503 like throttled
 * requests: DynamoDB names them in the reasons only (DynamoDB API reference, TransactWriteItems, "Errors").
 */
export function openTransaction({
  tables,
  fail,
}: {
  readonly tables: Readonly<Record<string, OpenTable>>;
  readonly fail: (name: string) => AnswerError;
}) {
  const temporary = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
  const { client } = Object.values(tables)[0]!;

  const named = ({ onConditionFailed: _error, ...operation }: AnyOperation) =>
    Object.fromEntries(
      Object.entries(operation as Record<string, { readonly table: string }>).map(([kind, { table, ...fields }]) => {
        const open = Object.hasOwn(tables, table) ? tables[table] : undefined;
        if (open === undefined) throw new Error(`a transaction names the table ${table}, which access does not list`);
        return [kind, { ...fields, TableName: open.name }];
      }),
    );

  const asAnswer = (error: TransactionError, operations: readonly AnyOperation[]): Error => {
    if (error.name === "TransactionInProgressException") return Object.assign(error, { name: "ThrottlingException" });
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
    const failed = operations.find(
      ({ onConditionFailed }, index) => onConditionFailed !== undefined && codes[index] === "ConditionalCheckFailed",
    );
    if (failed !== undefined) return fail(failed.onConditionFailed!);
    const reasons = codes.filter((code) => code !== "None");
    const isTemporary = reasons.length > 0 && reasons.every((code) => temporary.includes(code));
    return isTemporary ? Object.assign(error, { name: "ThrottlingException" }) : error;
  };

  return async (operations: readonly AnyOperation[], { token }: TransactionOptions = {}) => {
    const TransactItems = operations.map(named);
    try {
      if (operations.some(({ Get }) => Get !== undefined)) {
        const { Responses = [] } = await client.send(
          new TransactGetCommand({ TransactItems: TransactItems as unknown as GetItem[] }),
        );
        return Responses.map(({ Item }) => Item);
      }
      await client.send(
        new TransactWriteCommand({
          TransactItems: TransactItems,
          ...(token === undefined ? {} : { ClientRequestToken: token }),
        }),
      );
      return undefined;
    } catch (error) {
      throw asAnswer(error as TransactionError, operations);
    }
  };
}
