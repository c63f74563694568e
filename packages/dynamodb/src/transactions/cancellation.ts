import { DynamoDbError } from "../errors";

/** Cancellation reason of one operation. */
export interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

/** Runs all operations of a transaction. @returns their results. @throws TransactionCanceledException if one fails */
export function allOrNone<T, R>(operations: readonly T[], run: (operation: T) => R): R[] {
  const results: R[] = [];
  const reasons = operations.map((operation) => {
    try {
      results.push(run(operation));
      return { Code: "None" };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (reasons.every(({ Code }) => Code === "None")) return results;
  throw cancellationError(reasons);
}

/** Codes of cancellation reasons, keyed by error code. */
const reasonCodes: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  ValidationException: "ValidationError",
  DuplicateItemException: "DuplicateItem",
};

function reasonOf(error: unknown): Reason {
  const code = error instanceof DynamoDbError ? reasonCodes[error.code] : undefined;
  if (!(error instanceof DynamoDbError) || code === undefined) throw error;
  return { Code: code, Message: error.message, ...error.members };
}

export function cancellationError(reasons: readonly Reason[]): DynamoDbError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new DynamoDbError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}
