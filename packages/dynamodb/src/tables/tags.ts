import type { Database } from "../database";
import { DynamoDbError, resourceNotFound, validationError } from "../errors";
import type { Request } from "../items/parameters";
import type { Tag } from "./schema";
import type { Table } from "./table";

/** Quotas, "Tags per table". */
const maxTags = 50;

/** @throws ValidationException */
export function checkTags(tags: readonly Tag[]): void {
  const keys = new Set(tags.map(({ Key }) => Key));
  if (keys.size !== tags.length) throw validationError("Duplicate tag keys found in the request");
  if (keys.size > maxTags) throw validationError(`Too many tags: a table can have ${maxTags} tags`);
  const reserved = [...keys].find((key) => key.startsWith("aws:"));
  if (reserved !== undefined) throw validationError(`Tag key ${reserved} uses the reserved prefix aws:`);
}

/** Finds the table of a ResourceArn. @throws DynamoDbError */
function taggedTable(database: Database, operation: string, { ResourceArn: arn }: Request): Table {
  if (typeof arn !== "string") throw validationError("Invalid TableArn");
  if (!/^(?:[^:]+:){5}[^:]+\/.+$/.test(arn)) {
    const { account } = database.surroundings;
    throw new DynamoDbError(
      "AccessDeniedException",
      `User: arn:aws:iam::${account}:root is not authorized to perform: dynamodb:${operation} on resource: ${arn === "" ? "*" : arn}`,
    );
  }
  if (!/^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]{3,255}$/.test(arn)) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  const table = database.tables.get(arn.slice(arn.indexOf("/") + 1));
  if (table === undefined || database.tableArn(table.name) !== arn) {
    throw resourceNotFound(`ResourcArn: ${arn} not found`);
  }
  return table;
}

function redefine(database: Database, { definition }: Table, tags: readonly Tag[]): void {
  database.commit([{ do: "define", table: { ...definition, tags }, at: database.now() }]);
}

export function tagResource(database: Database, request: Request): object {
  const { Tags: added } = request;
  const table = taggedTable(database, "TagResource", request);
  if (added === undefined) throw missing("tags");
  if ((added as readonly Tag[]).length === 0) throw validationError("Atleast one Tag needs to be provided as Input.");
  checkTags(added as readonly Tag[]);
  const tags = new Map(table.definition.tags.map((tag) => [tag.Key, tag]));
  for (const tag of added as readonly Tag[]) tags.set(tag.Key, tag);
  checkTags([...tags.values()]);
  redefine(database, table, [...tags.values()]);
  return {};
}

export function untagResource(database: Database, request: Request): object {
  const { TagKeys: keys } = request;
  const table = taggedTable(database, "UntagResource", request);
  if (keys === undefined) throw missing("tagKeys");
  if ((keys as readonly string[]).length === 0) {
    throw validationError("Atleast one Tag Key needs to be provided as Input.");
  }
  const removed = new Set(keys as readonly string[]);
  redefine(
    database,
    table,
    table.definition.tags.filter(({ Key }) => !removed.has(Key)),
  );
  return {};
}

export function listTagsOfResource(database: Database, request: Request): object {
  return { Tags: taggedTable(database, "ListTagsOfResource", request).definition.tags };
}

function missing(member: string): DynamoDbError {
  return validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
