import type { Database } from "../database";
import { validationError } from "../errors";
import type { Condition, Path } from "../expressions/ast";
import { parseCondition } from "../expressions/condition";
import { keyConditions, type KeyConditions } from "../expressions/keyCondition";
import { Placeholders } from "../expressions/placeholders";
import { parseProjection } from "../expressions/projection";
import { filterOf, legacyKeyConditions, type LegacyConditions } from "../legacy/conditions";
import type { KeyShape } from "../tables/collection";
import type { Item } from "../values/types";
import type { CapacityLevel } from "./capacity";
import { pathsOf } from "./condition";
import { checkKeyPaths } from "./keys";
import { pageAnswer, readPage, type Walk } from "./page";
import { checkAttributesToGet, checkForms, type Request } from "./parameters";
import { checkStartInRange, rangeOf } from "./queryPlan";
import { checkSelect, findRequestedIndex, selectionOf } from "./selection";
import { checkStart, normalizeStart } from "./startKey";

interface ReadParts {
  readonly filter: Condition | undefined;
  readonly paths: readonly Path[] | undefined;
  readonly start: Item | undefined;
}

export function query(database: Database, request: Request): object {
  const walk = queryWalk(database, request);
  return pageAnswer(walk, readPage(walk), request["ReturnConsumedCapacity"] as CapacityLevel);
}

function queryWalk(database: Database, request: Request): Walk {
  checkForms(request, {
    expressions: ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"],
    legacy: legacyParameters(request),
  });
  checkAttributesToGet(request["AttributesToGet"] as readonly string[] | undefined);
  checkSelect(request);
  const start = normalizeStart(request["ExclusiveStartKey"] as Item | undefined);
  const placeholders = new Placeholders(request);
  const conditions = parseKeyConditions(request, placeholders);
  const parts = { ...readParts(request, "QueryFilter", placeholders), start };
  placeholders.checkUsed();
  return planWalk(database, request, { ...parts, conditions });
}

/** Lists the legacy parameters. KeyConditions may be combined with a FilterExpression. */
function legacyParameters({ KeyConditionExpression: expression }: Request): string[] {
  const always = ["AttributesToGet", "QueryFilter", "ConditionalOperator"];
  return expression === undefined ? always : [...always, "KeyConditions"];
}

function parseKeyConditions(request: Request, placeholders: Placeholders): KeyConditions {
  const { KeyConditionExpression: text, KeyConditions: legacy } = request;
  if (typeof text === "string") return keyConditions(parseCondition(text, "KeyConditionExpression", placeholders));
  if (legacy === undefined) {
    throw validationError(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  return legacyKeyConditions(legacy as LegacyConditions);
}

/** Parses filter and projection of Query and Scan, as expressions or legacy parameters. @throws ValidationException */
export function readParts(
  request: Request,
  legacyFilter: "QueryFilter" | "ScanFilter",
  placeholders: Placeholders,
): Omit<ReadParts, "start"> {
  const { FilterExpression: filter, ProjectionExpression: projection, AttributesToGet: names } = request;
  const legacy = request[legacyFilter] as LegacyConditions | undefined;
  const operator = request["ConditionalOperator"] as "AND" | "OR" | undefined;
  if (operator !== undefined && legacy === undefined) {
    throw validationError("ConditionalOperator cannot be used without Filter or Expected");
  }
  return {
    filter:
      typeof filter === "string"
        ? parseCondition(filter, "FilterExpression", placeholders)
        : legacy && filterOf(legacy, operator),
    paths:
      typeof projection === "string"
        ? parseProjection(projection, placeholders)
        : (names as readonly string[] | undefined)?.map((name) => [name]),
  };
}

function planWalk(
  database: Database,
  request: Request,
  { conditions, filter, paths, start }: ReadParts & { readonly conditions: KeyConditions },
): Walk {
  const table = database.table(request["TableName"] as string);
  const index = findRequestedIndex(table, request);
  const { shape } = index ?? table;
  if (start !== undefined) checkStart(table, start, { index, operation: "Query" });
  const range = rangeOf(shape, conditions);
  if (start !== undefined) checkStartInRange(shape, conditions, start);
  checkFilterKeys(shape, filter, request["QueryFilter"] === undefined ? "Filter Expression" : "QueryFilter");
  checkKeyPaths(table, [...(paths ?? []), ...pathsOf(filter)]);
  const isDescending = request["ScanIndexForward"] === false;
  const position = start && (index ?? table.shape).encode(start);
  return {
    table,
    index,
    from: position !== undefined && !isDescending ? { key: position, after: true } : range.from,
    to: position !== undefined && isDescending ? { key: position, after: false } : range.to,
    isDescending,
    filter,
    limit: request["Limit"] as number | undefined,
    selection: selectionOf(index, request, { paths, filter }),
    kind: request["ConsistentRead"] === true ? "strong" : "eventual",
  };
}

function checkFilterKeys(shape: KeyShape, filter: Condition | undefined, what: string): void {
  if (filter === undefined) return;
  const used = new Set(pathsOf(filter).map(([name]) => name));
  const name = shape.names.find((each) => used.has(each));
  if (name === undefined) return;
  throw validationError(`${what} can only contain non-primary key attributes: Primary key attribute: ${name}`);
}
