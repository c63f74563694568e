import type { Database } from "../database";
import { validationError } from "../errors";
import { capacityMember, writeConsumption, type CapacityLevel, type Consumption } from "../items/capacity";
import type { Request } from "../items/parameters";
import { selectReturnedAttributes } from "../items/updateItem";
import { execute, type ItemVersions } from "../items/write";
import type { AttributeValue, Item } from "../values/types";
import type { Statement } from "./ast";
import { parseStatement } from "./parser";
import { pageConsumption } from "../items/page";
import { runSelect } from "./select";
import { convertDuplicate, statementWrite, type WriteStatement } from "./writes";

export interface StatementRequest extends Request {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

export function executeStatement(database: Database, request: Request): object {
  const { Statement: text, Parameters: parameters = [] } = request as unknown as StatementRequest;
  const level = request["ReturnConsumedCapacity"] as CapacityLevel;
  const statement = parseStatement(text, parameters);
  if (statement.kind === "exists") throw validationError("EXISTS is only supported in ExecuteTransaction");
  if (statement.kind !== "select") {
    const { item, consumption } = executeWrite(database, statement, request);
    return { Items: item === undefined ? [] : [item], ...capacityMember(() => consumption, level) };
  }
  const { items, page, walk, token } = runSelect(database, statement, {
    consistent: request["ConsistentRead"] === true,
    limit: request["Limit"] as number | undefined,
    token: request["NextToken"] as string | undefined,
    text,
  });
  return {
    Items: items,
    ...(token === undefined ? {} : { NextToken: token, LastEvaluatedKey: page.last }),
    ...capacityMember(() => pageConsumption(walk, page), level),
  };
}

/** Executes a writing statement. @returns the attributes of RETURNING. @throws DynamoDbError */
export function executeWrite(
  database: Database,
  statement: WriteStatement,
  request: Request,
): { readonly item: Item | undefined; readonly consumption: Consumption } {
  const write = statementWrite(database, statement, request["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD");
  try {
    const written = execute(database, write);
    return { item: selectReturned(statement, written), consumption: writeConsumption(write.table, written) };
  } catch (error) {
    throw convertDuplicate(statement, error);
  }
}

const returnValues: Readonly<Record<string, string>> = {
  "ALL OLD": "ALL_OLD",
  "ALL NEW": "ALL_NEW",
  "MODIFIED OLD": "UPDATED_OLD",
  "MODIFIED NEW": "UPDATED_NEW",
};

function selectReturned(statement: Statement, written: ItemVersions): Item | undefined {
  if ((statement.kind !== "update" && statement.kind !== "delete") || statement.returning === undefined)
    return undefined;
  const set =
    statement.kind === "update"
      ? statement.set.map(({ path }) => ({ path, value: { kind: "path", path } as const }))
      : [];
  const remove = statement.kind === "update" ? statement.remove : [];
  const attributes = selectReturnedAttributes(returnValues[statement.returning], written, {
    set,
    remove,
    add: [],
    delete: [],
  });
  return attributes === undefined || Object.keys(attributes).length === 0 ? undefined : attributes;
}
