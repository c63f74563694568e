import type { Database } from "../database";
import { DynamoDbError, validationError } from "../errors";
import { readConsumption, readUnits, capacitiesMember, type CapacityLevel, type Consumption } from "../items/capacity";
import type { Request } from "../items/parameters";
import type { Item } from "../values/types";
import type { Statement } from "./ast";
import { executeWrite, type StatementRequest } from "./execute";
import { readKeyed, missingKeyError } from "./keyedRead";
import { parseStatement } from "./parser";

interface BatchResponse {
  readonly TableName?: string;
  readonly Item?: Item;
  readonly Error?: { readonly Code: string; readonly Message: string };
}

/** Runs the statements in order. A failed statement does not stop the others. */
export function batchExecuteStatement(database: Database, request: Request): object {
  const statements = request["Statements"] as readonly StatementRequest[];
  const parsed = statements.map((each) => attempt(() => parseStatement(each.Statement, each.Parameters ?? [])));
  const kinds = new Set(parsed.flatMap((each) => ("value" in each ? [each.value.kind === "select"] : [])));
  if (kinds.size > 1)
    throw validationError("A batch must consist of either read or write statements: both are not allowed");
  const consumed: Consumption[] = [];
  const responses = parsed.map((each, index) => {
    if ("error" in each) return { Error: each.error };
    const table = tableOf(each.value);
    const outcome = attempt(() => run(database, each.value, { request: statements[index]!, consumed }));
    // The response names a table only for statements that ran.
    if ("error" in outcome) return { ...(hasRun(outcome.error) ? { TableName: table } : {}), Error: outcome.error };
    return { TableName: table, ...(outcome.value === undefined ? {} : { Item: outcome.value }) };
  });
  return { Responses: responses, ...capacitiesMember(consumed, request["ReturnConsumedCapacity"] as CapacityLevel) };
}

function hasRun({ Code: code }: NonNullable<BatchResponse["Error"]>): boolean {
  return code === "ConditionalCheckFailed" || code === "DuplicateItem";
}

function tableOf(statement: Statement): string {
  return statement.kind === "exists" ? statement.statement.table : statement.table;
}

function run(
  database: Database,
  statement: Statement,
  { request, consumed }: { readonly request: StatementRequest; readonly consumed: Consumption[] },
): Item | undefined {
  if (statement.kind === "exists") throw validationError("EXISTS is only supported in ExecuteTransaction");
  if (statement.kind === "select") {
    if (statement.index !== undefined) throw missingKeyError("BatchExecuteStatement");
    const { table, item, bytes } = readKeyed(database, statement, "BatchExecuteStatement");
    const kind = request["ConsistentRead"] === true ? "strong" : "eventual";
    consumed.push(readConsumption(table, readUnits(bytes, kind)));
    return item;
  }
  const { item, consumption } = executeWrite(database, statement, request);
  consumed.push(consumption);
  return item;
}

/** Codes of BatchStatementError, keyed by error code. */
const errorCodes: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  ValidationException: "ValidationError",
  DuplicateItemException: "DuplicateItem",
  ResourceNotFoundException: "ResourceNotFound",
};

type Outcome<T> = { readonly value: T } | { readonly error: NonNullable<BatchResponse["Error"]> };

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    const code = error instanceof DynamoDbError ? errorCodes[error.code] : undefined;
    if (!(error instanceof DynamoDbError) || code === undefined) throw error;
    // AWS returns no item here and ignores ReturnValuesOnConditionCheckFailure.
    return { error: { Code: code, Message: error.message } };
  }
}
