import type { Database } from "../database";
import { validationError } from "../errors";
import { Placeholders } from "../expressions/placeholders";
import { encodePlace, hashSpace } from "../keys/encode";
import type { Bound } from "../storage/orderedMap";
import type { Item } from "../values/types";
import type { CapacityLevel } from "./capacity";
import { pathsOf } from "./condition";
import { checkKeyPaths } from "./keys";
import { pageAnswer, readPage, type Walk } from "./page";
import { checkAttributesToGet, checkForms, type Request } from "./parameters";
import { readParts } from "./query";
import { checkSelect, findRequestedIndex, selectionOf } from "./selection";
import { checkStart, normalizeStart } from "./startKey";

export function scan(database: Database, request: Request): object {
  const walk = scanWalk(database, request);
  return pageAnswer(walk, readPage(walk), request["ReturnConsumedCapacity"] as CapacityLevel);
}

function scanWalk(database: Database, request: Request): Walk {
  checkForms(request, {
    expressions: ["ProjectionExpression", "FilterExpression"],
    legacy: ["AttributesToGet", "ScanFilter", "ConditionalOperator"],
  });
  checkAttributesToGet(request["AttributesToGet"] as readonly string[] | undefined);
  checkSelect(request);
  const start = normalizeStart(request["ExclusiveStartKey"] as Item | undefined);
  checkSegments(request);
  const placeholders = new Placeholders(request);
  const { filter, paths } = readParts(request, "ScanFilter", placeholders);
  placeholders.checkUsed();
  const table = database.table(request["TableName"] as string);
  const index = findRequestedIndex(table, request);
  if (start !== undefined) checkStart(table, start, { index, operation: "Scan" });
  const segment = segmentOf(request);
  const position = start && (index ?? table.shape).encode(start);
  if (position !== undefined) checkInSegment(position, segment, request);
  checkKeyPaths(table, [...(paths ?? []), ...pathsOf(filter)]);
  return {
    table,
    index,
    from: position === undefined ? segment.from : { key: position, after: true },
    to: segment.to,
    isDescending: false,
    filter,
    limit: request["Limit"] as number | undefined,
    selection: selectionOf(index, request, { paths, filter }),
    kind: request["ConsistentRead"] === true ? "strong" : "eventual",
  };
}

function segmentsOf({ Segment: segment, TotalSegments: total }: Request) {
  return { segment: segment as number | undefined, total: total as number | undefined };
}

function checkSegments(request: Request): void {
  const { segment, total } = segmentsOf(request);
  if (segment !== undefined && total === undefined) {
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (total === undefined) return;
  if (segment === undefined) {
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment < total) return;
  throw validationError(
    "The Segment parameter is zero-based and must be less than parameter TotalSegments: " +
      `Segment: ${segment} is not less than TotalSegments: ${total}`,
  );
}

interface Segment {
  readonly from: Bound | undefined;
  readonly to: Bound | undefined;
}

/** Returns the range of partitions that a worker of a parallel scan reads. */
function segmentOf(request: Request): Segment {
  const { segment, total } = segmentsOf(request);
  if (segment === undefined || total === undefined) return { from: undefined, to: undefined };
  const bound = (number: number): Bound | undefined => {
    const place = Math.ceil((hashSpace * number) / total);
    return place >= hashSpace ? undefined : { key: encodePlace(place), after: false };
  };
  return { from: bound(segment), to: bound(segment + 1) };
}

function checkInSegment(position: string, { from, to }: Segment, request: Request): void {
  if (!(from !== undefined && position < from.key) && !(to !== undefined && position >= to.key)) return;
  const { segment, total } = segmentsOf(request);
  throw validationError(
    "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. " +
      `TotalSegments: ${total} Segment: ${segment}`,
  );
}
