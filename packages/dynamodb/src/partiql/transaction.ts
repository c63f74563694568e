import type { Database } from "../database";
import { DynamoDbError, validationError } from "../errors";
import { readConsumption, readUnits, capacitiesMember, writeConsumption, type CapacityLevel } from "../items/capacity";
import type { Request } from "../items/parameters";
import { allOrNone, cancellationError, type Reason } from "../transactions/cancellation";
import { checkToken } from "../transactions/token";
import { executeAll, consumptionOfRepeat } from "../transactions/transactWrite";
import type { Statement } from "./ast";
import type { StatementRequest } from "./execute";
import { readKeyed } from "./keyedRead";
import { parseStatement } from "./parser";
import { statementWrite, type WriteStatement } from "./writes";

export function executeTransaction(database: Database, request: Request): object {
  const requests = request["TransactStatements"] as readonly StatementRequest[];
  const statements = requests.map(({ Statement: text, Parameters: parameters = [] }, index) =>
    checkStatement(parseStatement(text, parameters), index),
  );
  const level = request["ReturnConsumedCapacity"] as CapacityLevel;
  const reads = statements.filter((each) => each.kind === "select");
  if (reads.length === statements.length) {
    const results = allOrNone(reads, (each) => readKeyed(database, each, "ExecuteTransaction"));
    return {
      Responses: results.map(({ item }) => (item === undefined ? {} : { Item: item })),
      ...capacitiesMember(
        results.map(({ table, bytes }) => readConsumption(table, readUnits(bytes, "transactional"))),
        level,
        true,
      ),
    };
  }
  if (reads.length > 0) {
    throw validationError("Transaction must consist of either read or write statements: both are not allowed");
  }
  return write(database, request, { statements: statements as WriteStatement[], requests });
}

function checkStatement(statement: Statement, index: number): Statement {
  const refuse = (message: string) => validationError(`Validation failed in TransactStatements[${index}]: ${message}`);
  const read = statement.kind === "exists" ? statement.statement : statement;
  if (read.kind === "select" && read.index !== undefined) {
    throw refuse("Reads on indices are not supported within transactions.");
  }
  if ((statement.kind === "update" || statement.kind === "delete") && statement.returning !== undefined) {
    throw refuse("RETURNING clause is not supported in ExecuteTransaction.");
  }
  return statement;
}

interface Parts {
  readonly statements: readonly WriteStatement[];
  readonly requests: readonly StatementRequest[];
}

function write(database: Database, request: Request, { statements, requests }: Parts): object {
  const level = request["ReturnConsumedCapacity"] as CapacityLevel;
  const writes = statements.map((each, index) =>
    statementWrite(database, each, requests[index]!.ReturnValuesOnConditionCheckFailure === "ALL_OLD"),
  );
  const token = checkToken(database, request["ClientRequestToken"] as string | undefined, requests);
  if (token.isRepeated) return { Responses: [], ...capacitiesMember(consumptionOfRepeat(writes), level, true) };
  try {
    const written = executeAll(database, writes, token.changes);
    const consumed = writes.map(({ table }, index) => writeConsumption(table, written[index]!, 2));
    return { Responses: [], ...capacitiesMember(consumed, level, true) };
  } catch (error) {
    throw markDuplicates(error, statements);
  }
}

/** Replaces the reason of an INSERT's failed condition by DuplicateItem. */
function markDuplicates(error: unknown, statements: readonly WriteStatement[]): unknown {
  if (!(error instanceof DynamoDbError) || error.code !== "TransactionCanceledException") return error;
  const reasons = error.members["CancellationReasons"] as readonly Reason[];
  return cancellationError(
    reasons.map((reason, index) =>
      reason.Code === "ConditionalCheckFailed" && statements[index]!.kind === "insert"
        ? { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" }
        : reason,
    ),
  );
}
