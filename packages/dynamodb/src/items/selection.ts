import { invalidParameter, validationError } from "../errors";
import type { Condition, Path } from "../expressions/ast";
import type { Index } from "../tables/collection";
import type { Table } from "../tables/table";
import { pathsOf } from "./condition";
import type { Request } from "./parameters";
import type { Selection } from "./page";

const fault = (message: string) => validationError(`1 validation error detected: ${message}`);

/** Checks Select against the request's projection. @throws ValidationException */
export function checkSelect(request: Request): void {
  const { Select: select, IndexName: index, ProjectionExpression: projection, AttributesToGet: names } = request;
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw fault("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  const named = projection !== undefined ? "ProjectionExpression" : names !== undefined ? "AttributesToGet" : undefined;
  if (select === "SPECIFIC_ATTRIBUTES") {
    if (named !== undefined) return;
    throw fault("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (select !== undefined && named !== undefined) {
    const what = select === "COUNT" ? "only the Count" : (select as string);
    throw fault(`Cannot specify the ${named} when choosing to get ${what}`);
  }
}

/** Finds the index of a request; undefined for the table. @throws ValidationException */
export function findRequestedIndex(table: Table, request: Request): Index | undefined {
  const { IndexName: name } = request;
  if (typeof name !== "string") return undefined;
  const index = table.indexes.get(name);
  if (index === undefined) throw validationError(`The table does not have the specified index: ${name}`);
  if (index.isGlobal && request["ConsistentRead"] === true) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  return index;
}

/** Determines the returned attributes. @throws ValidationException if a global index lacks some */
export function selectionOf(
  index: Index | undefined,
  request: Request,
  { paths, filter }: { readonly paths: readonly Path[] | undefined; readonly filter: Condition | undefined },
): Selection {
  const { Select: select } = request;
  const selection = { count: select === "COUNT", paths, fetches: false };
  if (index?.projected === undefined) return selection;
  const lacks = (list: readonly Path[]) => [
    ...new Set(list.map(([name]) => String(name)).filter((name) => !index.projected!.has(name))),
  ];
  if (!index.isGlobal) {
    const missing = lacks([...(paths ?? []), ...pathsOf(filter)]).length > 0;
    return { ...selection, fetches: select === "ALL_ATTRIBUTES" || missing };
  }
  if (select === "ALL_ATTRIBUTES") {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const missing = lacks(paths ?? []);
  if (missing.length === 0) return selection;
  throw invalidParameter(`Global secondary index ${index.name} does not project [${missing.join(", ")}]`);
}
