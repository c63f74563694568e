import { createHash, randomUUID } from "node:crypto";
import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { answerError } from "../http/answers";
import type { StoredPage } from "../http/pages";
import type { Revision } from "../http/preconditions";
import { table } from "../tables/declaration";
import type { OpenTable } from "../tables/open";
import type { Item, ItemInput } from "./schema";

// Each operation is a separate function, because the archive of a route contains only the functions that its callback
// uses.

export const itemsTable = table({
  logicalName: "Items",
  partitionKey: { name: "id", type: "S" },
  stream: true,
  // Kept from the time when the program had one table. Another name would replace the table's alarms.
  alarmName: "table",
});

/** Revisions that a write may change or delete; undefined for any state, even if the item does not exist. */
export type Allowed = "any" | readonly Revision[] | undefined;

/** All ids are UUIDs in lower case. Other ids get their answer without a request to DynamoDB. */
const itemId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads one page. It can contain fewer items than the limit, or none, and still have a `lastKey`. */
export async function listItems(
  table: OpenTable,
  limit: number,
  start: { readonly id: string } | undefined,
): Promise<StoredPage<Item>> {
  const page = await table.client.send(
    new ScanCommand({ TableName: table.name, Limit: limit, ExclusiveStartKey: start }),
  );
  return { items: ((page.Items ?? []) as Item[]).map(toItem), lastKey: page.LastEvaluatedKey };
}

/** Reads with strong consistency, so that clients see their own writes. @throws AnswerError 404 */
export async function getItem(table: OpenTable, id: string): Promise<Item> {
  if (!itemId.test(id)) throw answerError(404, "Item not found");
  const { Item: item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { id }, ConsistentRead: true }),
  );
  if (item === undefined) throw answerError(404, "Item not found");
  return toItem(item as Item);
}

export interface Creation {
  readonly fields: ItemInput;
  /** Id derived from the Idempotency-Key; undefined for a random id. */
  readonly id: string | undefined;
}

/**
 * Puts a new item. If the id exists, a repeated request gets the answer of the first one, even if the item has changed
 * since. That answer is rebuilt from the request and the stored `createdAt`.
 *
 * @throws AnswerError 422 if the item was created with other fields.
 */
export async function createItem(table: OpenTable, { fields, id }: Creation): Promise<Item> {
  const now = new Date().toISOString();
  const { description } = fields;
  const name = fields.name.trim();
  const item = (createdAt: string) => ({
    id: id ?? randomUUID(),
    name,
    description,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  });
  // A random id needs no condition. With one, the SDK's retry of a successful attempt would fail.
  if (id === undefined) {
    const created = item(now);
    await table.client.send(new PutCommand({ TableName: table.name, Item: created }));
    return created;
  }
  const requestHash = createHash("sha256")
    .update(JSON.stringify([name, description]))
    .digest("base64url");
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...item(now), requestHash },
    ConditionExpression: "attribute_not_exists(id)",
    // Returns the stored item with the error, which saves a second request.
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    await table.client.send(put);
    return item(now);
  } catch (error) {
    const { name, Item: old } = error as { name?: string; Item?: Record<string, { S?: string }> };
    if (name !== "ConditionalCheckFailedException") throw error;
    // The document client does not convert the item in an error, so its attributes have DynamoDB's types.
    const createdAt = old?.["createdAt"]?.S;
    if (createdAt !== undefined && old?.["requestHash"]?.S === requestHash) return item(createdAt);
    throw answerError(422, "Idempotency-Key was used with another body");
  }
}

/** Returns a stored item without internal attributes such as `requestHash`. */
function toItem({ id, name, description, createdAt, updatedAt, version }: Item): Item {
  return { id, name, description, createdAt, updatedAt, version };
}

export interface Replacement {
  readonly id: string;
  readonly fields: ItemInput;
  readonly allowed: Allowed;
}

/** @throws AnswerError 404 if the item does not exist, 412 if it has none of the allowed revisions. */
export async function replaceItem(table: OpenTable, { id, fields, allowed }: Replacement): Promise<Item> {
  if (!itemId.test(id)) throw answerError(404, "Item not found");
  const condition = existsAt(allowed);
  const update = new UpdateCommand({
    TableName: table.name,
    Key: { id },
    UpdateExpression: "SET #name = :name, #description = :description, #updatedAt = :now ADD #version :one",
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: {
      "#name": "name",
      "#description": "description",
      "#updatedAt": "updatedAt",
      "#version": "version",
      ...condition.names,
    },
    ExpressionAttributeValues: {
      ":name": fields.name.trim(),
      ":description": fields.description,
      ":now": new Date().toISOString(),
      ":one": 1,
      ...condition.values,
    },
    ReturnValues: "ALL_NEW",
    // Returns the stored item with the error, which distinguishes 412 from 404 without a second request.
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    return toItem((await table.client.send(update)).Attributes as Item);
  } catch (error) {
    const { name, Item: old } = error as { name?: string; Item?: unknown };
    if (name !== "ConditionalCheckFailedException") throw error;
    throw old === undefined ? answerError(404, "Item not found") : answerError(412, "Item has changed");
  }
}

/**
 * Deletes an item. Succeeds if the item does not exist, unless `allowed` requires a revision.
 *
 * @throws AnswerError 412 if the item has none of the allowed revisions.
 */
export async function deleteItem(table: OpenTable, id: string, allowed: Allowed): Promise<void> {
  if (!itemId.test(id)) {
    if (allowed !== undefined) throw answerError(412, "Item has changed");
    return;
  }
  const { expression, names, values } = existsAt(allowed);
  const remove = new DeleteCommand({
    TableName: table.name,
    Key: { id },
    ...(allowed === undefined ? {} : { ConditionExpression: expression }),
    // DynamoDB rejects empty maps.
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names, ExpressionAttributeValues: values }),
  });
  try {
    await table.client.send(remove);
  } catch (error) {
    const failed = (error as { name?: string }).name === "ConditionalCheckFailedException";
    throw failed ? answerError(412, "Item has changed") : error;
  }
}

interface Condition {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, string | number>;
}

/** Returns the condition that the item exists and has one of the revisions. An empty list is never fulfilled. */
function existsAt(allowed: Allowed): Condition {
  const exists = "attribute_exists(id)";
  if (allowed === undefined || allowed === "any") return { expression: exists, names: {}, values: {} };
  if (allowed.length === 0) {
    return { expression: `${exists} AND attribute_not_exists(id)`, names: {}, values: {} };
  }
  // AND has precedence over OR. DynamoDB rejects redundant parentheses.
  const each = allowed.map((_, i) => `#version = :version${i} AND #createdAt = :createdAt${i}`);
  return {
    expression: `${exists} AND (${each.join(" OR ")})`,
    names: { "#version": "version", "#createdAt": "createdAt" },
    values: Object.assign(
      {},
      ...allowed.map(({ version, createdAt }, i) => ({ [`:version${i}`]: version, [`:createdAt${i}`]: createdAt })),
    ) as Record<string, string | number>,
  };
}
