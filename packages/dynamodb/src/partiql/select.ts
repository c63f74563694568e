import { createHash } from "node:crypto";
import type { Database } from "../database";
import { invalidParameter, validationError } from "../errors";
import type { Path } from "../expressions/ast";
import { valueAt } from "../expressions/evaluate";
import { pathsOf } from "../items/condition";
import { readPage, type Page, type Walk } from "../items/page";
import { rangeOf } from "../items/queryPlan";
import type { Index } from "../tables/collection";
import type { Table } from "../tables/table";
import { setAttribute, type Item, type MutableItem } from "../values/types";
import type { Statement } from "./ast";
import { isKeyed, findKeyConditions } from "./conjuncts";

export type Select = Extract<Statement, { kind: "select" }>;

interface ReadOptions {
  readonly consistent: boolean;
  readonly limit: number | undefined;
  readonly token: string | undefined;
  /** Text of the statement. A token continues only the same statement. */
  readonly text: string;
}

export interface SelectResult {
  readonly items: readonly Item[];
  readonly page: Page;
  readonly walk: Walk;
  readonly token: string | undefined;
}

/** Runs a SELECT. @throws DynamoDbError */
export function runSelect(database: Database, statement: Select, options: ReadOptions): SelectResult {
  const table = database.table(statement.table);
  const index = indexOf(table, statement);
  if (options.consistent && index?.isGlobal === true) {
    throw validationError("Strongly consistent read is not supported on Global Secondary Indexes");
  }
  const walk = walkOf(table, index, { statement, options });
  const page = readPage(walk);
  const items =
    statement.paths === undefined ? page.items : page.items.map((item) => selectColumns(item, statement.paths!));
  return { items, page, walk, token: page.last && tokenOf(page.last, options.text) };
}

export function indexOf(table: Table, { index: name }: Select): Index | undefined {
  if (name === undefined) return undefined;
  const index = table.indexes.get(name);
  if (index === undefined) throw validationError("The table does not have the specified index");
  return index;
}

function walkOf(
  table: Table,
  index: Index | undefined,
  { statement, options }: { readonly statement: Select; readonly options: ReadOptions },
): Walk {
  const { where, paths, order } = statement;
  const { shape } = index ?? table;
  const fetches = index === undefined ? false : checkIndexAttributes(index, statement);
  const conditions = findKeyConditions(shape, where);
  if (order !== undefined)
    checkOrder(shape.names, { name: order.name, hasWhere: where !== undefined, isKeyed: conditions !== undefined });
  const range = conditions === undefined ? undefined : rangeOf(shape, conditions);
  const isDescending = order?.isDescending ?? false;
  const position =
    options.token === undefined ? undefined : (index ?? shape).encode(positionOf(options.token, options.text));
  return {
    table,
    index,
    from: position !== undefined && !isDescending ? { key: position, after: true } : range?.from,
    to: position !== undefined && isDescending ? { key: position, after: false } : range?.to,
    isDescending,
    filter: where,
    limit: options.limit,
    selection: { count: false, paths: undefined, fetches: fetches && paths !== undefined },
    kind: options.consistent ? "strong" : "eventual",
  };
}

/** Returns true if a local index must fetch from the table. @throws ValidationException */
function checkIndexAttributes(index: Index, { paths, where }: Select): boolean {
  if (index.projected === undefined) return false;
  const lacks = (list: readonly Path[]) => [
    ...new Set(list.map(([name]) => String(name)).filter((name) => !index.projected!.has(name))),
  ];
  const filtered = lacks(pathsOf(where));
  if (filtered.length > 0 && isKeyed(index.shape, where)) {
    throw invalidParameter(
      `Secondary index ${index.name} does not project one or more filter attributes: [${filtered.join(", ")}]`,
    );
  }
  const missing = lacks(paths ?? []);
  if (missing.length > 0 && index.isGlobal) {
    throw invalidParameter(`Global secondary index ${index.name} does not project [${missing.join(", ")}]`);
  }
  return missing.length > 0;
}

function checkOrder(
  keys: readonly string[],
  { name, hasWhere, isKeyed: keyed }: { readonly name: string; readonly hasWhere: boolean; readonly isKeyed: boolean },
): void {
  if (!hasWhere) throw validationError("Must have WHERE clause in the statement when using ORDER BY clause.");
  if (!keyed) {
    throw validationError(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
    );
  }
  if (!keys.includes(name)) {
    throw validationError(`Variable reference ${name} in ORDER BY clause must be part of the primary key`);
  }
}

/** Builds a result row. A column has the last name of its path; a list element is `_N`, for the Nth column. */
export function selectColumns(item: Item, paths: readonly Path[]): Item {
  const row: MutableItem = {};
  paths.forEach((path, index) => {
    const value = valueAt(item, path);
    const last = path.at(-1)!;
    if (value !== undefined) setAttribute(row, typeof last === "number" ? `_${index + 1}` : last, value);
  });
  return row;
}

function tokenOf(last: Item, text: string): string {
  return Buffer.from(JSON.stringify({ statement: digest(text), last })).toString("base64");
}

function positionOf(token: string, text: string): Item {
  try {
    const { statement, last } = JSON.parse(Buffer.from(token, "base64").toString()) as {
      statement: string;
      last: Item;
    };
    if (statement === digest(text)) return last;
  } catch {
    // The token was not issued here.
  }
  throw validationError("NextToken does not match request");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
