import type { Database } from "../database";
import { DynamoDbError, invalidParameter, validationError } from "../errors";
import type { Condition, Update } from "../expressions/ast";
import { joinConditions } from "../legacy/conditions";
import { checkIndexKeysNotEmpty, checkKeyNotEmpty } from "../items/keys";
import { normalizePutItem } from "../items/putItem";
import { checkUpdate } from "../items/updateItem";
import type { Write } from "../items/write";
import type { KeyShape } from "../tables/collection";
import type { AttributeValue, MutableItem } from "../values/types";
import { setAttribute, type Item } from "../values/types";
import type { PartiqlValue, Statement } from "./ast";
import { conjunctsOf, constraintOf } from "./conjuncts";

export type WriteStatement = Extract<Statement, { kind: "insert" | "update" | "delete" | "exists" }>;

/** Builds the write of a statement. @throws DynamoDbError */
export function statementWrite(database: Database, statement: WriteStatement, returnsItem: boolean): Write {
  switch (statement.kind) {
    case "insert": {
      const item = normalizePutItem(statement.item);
      const table = database.table(statement.table);
      checkKeyNotEmpty(table.shape, item);
      checkIndexKeysNotEmpty(table, item, { source: "put" });
      const condition = isMissing(table.shape);
      return { kind: "Put", table, key: item, condition, returnsItem };
    }
    case "update": {
      const table = database.table(statement.table);
      const { key, rest } = splitKey(table.shape, statement.where);
      const update = updateOf(statement);
      checkUpdate(table, update);
      // An UPDATE of a missing item fails.
      return {
        kind: "Update",
        table,
        key,
        condition: joinConditions([exists(table.shape), ...rest])!,
        returnsItem,
        update,
      };
    }
    case "delete": {
      const table = database.table(statement.table);
      const { key, rest } = splitKey(table.shape, statement.where);
      const condition = joinConditions(rest);
      // A DELETE of a missing item succeeds, whatever its other conditions are.
      const holdsToo = condition && ({ kind: "or", left: isMissing(table.shape), right: condition } as const);
      return { kind: "Delete", table, key, condition: holdsToo, returnsItem };
    }
    case "exists": {
      const table = database.table(statement.statement.table);
      const { key, rest } = splitKey(table.shape, statement.statement.where);
      return {
        kind: "ConditionCheck",
        table,
        key,
        condition: joinConditions([exists(table.shape), ...rest])!,
        returnsItem,
      };
    }
  }
}

function exists(shape: KeyShape): Condition {
  return { kind: "function", name: "attribute_exists", args: [{ kind: "path", path: [shape.names[0]!] }] };
}

function isMissing(shape: KeyShape): Condition {
  return { kind: "function", name: "attribute_not_exists", args: [{ kind: "path", path: [shape.names[0]!] }] };
}

/** Splits a condition into the key and the rest. @throws ValidationException for an incomplete key */
export function splitKey(shape: KeyShape, where: Condition | undefined): { key: Item; rest: Condition[] } {
  const key: MutableItem = {};
  const rest: Condition[] = [];
  for (const condition of conjunctsOf(where)) {
    const [name, constraint] = constraintOf(condition) ?? [];
    const isKey = name !== undefined && shape.names.includes(name) && !Object.hasOwn(key, name);
    if (isKey && constraint!.operator === "EQ") setAttribute(key, name, constraint!.values[0]!);
    else rest.push(condition);
  }
  if (Object.keys(key).length !== shape.names.length) {
    throw validationError("Where clause does not contain a mandatory equality on all key attributes");
  }
  return { key, rest };
}

function updateOf({ set, remove }: Extract<Statement, { kind: "update" }>): Update {
  const add: { path: Update["remove"][number]; value: AttributeValue }[] = [];
  const removed: typeof add = [];
  const assigned: Update["set"][number][] = [];
  for (const { path, value } of set) {
    if (isSetChange(value)) {
      if (JSON.stringify(path) !== JSON.stringify(value.path)) {
        throw invalidParameter("set_add and set_delete must assign to the attribute that they change");
      }
      (value.kind === "set_add" ? add : removed).push({ path, value: value.value });
    } else {
      assigned.push({ path, value });
    }
  }
  return { set: assigned, remove, add, delete: removed };
}

function isSetChange(value: PartiqlValue): value is Extract<PartiqlValue, { kind: "set_add" | "set_delete" }> {
  return value.kind === "set_add" || value.kind === "set_delete";
}

/** Replaces the failed condition of an INSERT over an existing item by DuplicateItemException. */
export function convertDuplicate(statement: Statement, error: unknown): unknown {
  const isTaken =
    statement.kind === "insert" && error instanceof DynamoDbError && error.code === "ConditionalCheckFailedException";
  return isTaken ? new DynamoDbError("DuplicateItemException", "Duplicate primary key exists in table") : error;
}
