import { createHash, randomUUID } from "node:crypto";
import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { answerError } from "../http/answers";
import type { StoredPage } from "../http/pages";
import type { Revision } from "../http/preconditions";
import { table } from "../tables/declaration";
import type { OpenTable } from "../tables/open";
import type { Item, ItemInput } from "./schema";

// One function per operation, and not one object with all: a callback's archive holds what the callback names.

export const itemsTable = table({
  logicalName: "Items",
  partitionKey: { name: "id", type: "S" },
  // From when there was one table: other names would be other alarms.
  alarmName: "table",
});

/** The revisions a write may replace; undefined means whatever is there. */
export type Allowed = "any" | readonly Revision[] | undefined;

/** Ids are our own lower-case UUIDs; anything else names no item, and no request is spent on it. */
const itemId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One Scan page; it may be short or empty and still have a `lastKey`. */
export async function listItems(
  table: OpenTable,
  limit: number,
  start: { readonly id: string } | undefined,
): Promise<StoredPage<Item>> {
  const page = await table.client.send(
    new ScanCommand({ TableName: table.name, Limit: limit, ExclusiveStartKey: start }),
  );
  return { items: ((page.Items ?? []) as Item[]).map(shown), lastKey: page.LastEvaluatedKey };
}

/** Reads consistently: what a client just wrote is there. @throws AnswerError 404 */
export async function getItem(table: OpenTable, id: string): Promise<Item> {
  if (!itemId.test(id)) throw answerError(404, "Item not found");
  const { Item: item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { id }, ConsistentRead: true }),
  );
  if (item === undefined) throw answerError(404, "Item not found");
  return shown(item as Item);
}

export interface Creation {
  readonly fields: ItemInput;
  /** Id that a retry of the same request asks for again; without one each request makes an item of its own. */
  readonly id: string | undefined;
}

/**
 * Puts a new item. Of several requests for one id the first makes it, and the others get the answer that the first
 * got, rebuilt from the request and the stored `createdAt`: whatever happened to the item since.
 *
 * @throws AnswerError 422 when the id was made by a request with other fields.
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
  // A random id needs no condition, and so a repeated attempt of the SDK cannot fail by it.
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
    // The old item answers a replay without a second request.
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    await table.client.send(put);
    return item(now);
  } catch (error) {
    const { name, Item: old } = error as { name?: string; Item?: Record<string, { S?: string }> };
    if (name !== "ConditionalCheckFailedException") throw error;
    // The document client leaves the item of an error as it came.
    const createdAt = old?.["createdAt"]?.S;
    if (createdAt !== undefined && old?.["requestHash"]?.S === requestHash) return item(createdAt);
    throw answerError(422, "Idempotency-Key was used with another body");
  }
}

/** What clients see of a stored item. */
function shown({ id, name, description, createdAt, updatedAt, version }: Item): Item {
  return { id, name, description, createdAt, updatedAt, version };
}

export interface Replacement {
  readonly id: string;
  readonly fields: ItemInput;
  readonly allowed: Allowed;
}

/** @throws AnswerError 404 when there is no such item, 412 when it is at none of the allowed revisions. */
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
    // The old item tells a missing one from a changed one without a second request.
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    return shown((await table.client.send(update)).Attributes as Item);
  } catch (error) {
    const { name, Item: old } = error as { name?: string; Item?: unknown };
    if (name !== "ConditionalCheckFailedException") throw error;
    throw old === undefined ? answerError(404, "Item not found") : answerError(412, "Item has changed");
  }
}

/** An item that is already gone is fine, unless revisions are asked for. @throws AnswerError 412 */
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
    // DynamoDB refuses empty maps.
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

/** The item exists and, unless any will do, is at one of the revisions. An empty list holds for no item. */
function existsAt(allowed: Allowed): Condition {
  const exists = "attribute_exists(id)";
  if (allowed === undefined || allowed === "any") return { expression: exists, names: {}, values: {} };
  if (allowed.length === 0) {
    return { expression: `${exists} AND attribute_not_exists(id)`, names: {}, values: {} };
  }
  // AND binds before OR, and DynamoDB refuses parentheses that it does not need.
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
