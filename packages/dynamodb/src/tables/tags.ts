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

interface TagList {
  /** Request member in AWS's messages. */
  readonly member: "tags" | "tagKeys";
  /** Element name in AWS's messages. */
  readonly element: string;
  readonly list: readonly unknown[] | undefined;
}

interface TagOperation {
  readonly operation: string;
  /** Tags that the operation adds or removes. */
  readonly tags?: TagList;
}

/** Finds the table of a ResourceArn. @throws DynamoDbError */
function findTaggedTable(database: Database, { ResourceArn: arn }: Request, { operation, tags }: TagOperation): Table {
  if (typeof arn !== "string") throw validationError("Invalid TableArn");
  if (!/^(?:[^:]+:){5}[^:]+\/.+$/.test(arn)) {
    const { account } = database.environment;
    throw new DynamoDbError(
      "AccessDeniedException",
      `User: arn:aws:iam::${account}:root is not authorized to perform: dynamodb:${operation} on resource: ${arn === "" ? "*" : arn}`,
    );
  }
  if (tags !== undefined && tags.list === undefined) throw missingMemberError(tags.member);
  if (!/^arn:aws:dynamodb:[^:]+:\d+:table\/[^/]{3,255}$/.test(arn)) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  if (tags?.list?.length === 0) throw validationError(`Atleast one ${tags.element} needs to be provided as Input.`);
  const table = database.tables.get(arn.slice(arn.indexOf("/") + 1));
  if (table === undefined || database.tableArn(table.name) !== arn) {
    throw resourceNotFound(operation === "UntagResource" ? undefined : `ResourcArn: ${arn} not found`);
  }
  return table;
}

function redefine(database: Database, { definition }: Table, tags: readonly Tag[]): void {
  database.commit([{ do: "define", table: { ...definition, tags }, at: database.now() }]);
}

export function tagResource(database: Database, request: Request): object {
  const added = request["Tags"] as readonly Tag[];
  const table = findTaggedTable(database, request, {
    operation: "TagResource",
    tags: { member: "tags", element: "Tag", list: added },
  });
  checkTags(added);
  const tags = new Map(table.definition.tags.map((tag) => [tag.Key, tag]));
  for (const tag of added) tags.set(tag.Key, tag);
  checkTags([...tags.values()]);
  redefine(database, table, [...tags.values()]);
  return {};
}

export function untagResource(database: Database, request: Request): object {
  const keys = request["TagKeys"] as readonly string[];
  const table = findTaggedTable(database, request, {
    operation: "UntagResource",
    tags: { member: "tagKeys", element: "Tag Key", list: keys },
  });
  const removed = new Set(keys);
  redefine(
    database,
    table,
    table.definition.tags.filter(({ Key }) => !removed.has(Key)),
  );
  return {};
}

export function listTagsOfResource(database: Database, request: Request): object {
  return { Tags: findTaggedTable(database, request, { operation: "ListTagsOfResource" }).definition.tags };
}

function missingMemberError(member: string): DynamoDbError {
  return validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
