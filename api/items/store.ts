import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { answerError } from "../http/answers";
import type { Revision } from "../http/preconditions";
import type { Item } from "./schema";

export interface ItemFields {
  readonly name: string;
  readonly description: string;
}

export interface Page {
  readonly items: readonly Item[];
  /** Id of the last item that DynamoDB looked at; absent on the last page. */
  readonly lastId?: string;
}

/** The revisions a write may replace; undefined means whatever is there. */
export type Allowed = "any" | readonly Revision[] | undefined;

/**
 * Opens the table named by `TABLE_NAME`. Call it once per environment, inside a `callbackFactory`.
 *
 * Every operation is one round trip. Three attempts of at most 2 s (1 s to connect) stay below the function's
 * timeout, so that an unreachable table is answered and not waited for.
 */
export function openItems() {
  const table = process.env["TABLE_NAME"];
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    }),
  );

  return {
    /** One Scan page; it may be short or empty and still have a `lastId`. */
    async list(limit: number, startId: string | undefined): Promise<Page> {
      const page = await client.send(
        new ScanCommand({
          TableName: table,
          Limit: limit,
          ExclusiveStartKey: startId === undefined ? undefined : { id: startId },
        }),
      );
      const lastId = page.LastEvaluatedKey?.["id"] as string | undefined;
      return { items: (page.Items ?? []) as Item[], ...(lastId === undefined ? {} : { lastId }) };
    },

    /** Reads consistently: what a client just wrote is there. */
    async get(id: string): Promise<Item> {
      if (!isItemId(id)) throw itemNotFound();
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }),
      );
      if (item === undefined) throw itemNotFound();
      return item as Item;
    },

    async create(fields: ItemFields): Promise<Item> {
      const now = new Date().toISOString();
      const item = { id: randomUUID(), ...fields, createdAt: now, updatedAt: now, version: 1 };
      await client.send(
        new PutCommand({ TableName: table, Item: item, ConditionExpression: "attribute_not_exists(id)" }),
      );
      return item;
    },

    /** @throws AnswerError 404 when there is no such item, 412 when it is at none of the allowed revisions. */
    async replace(id: string, fields: ItemFields, allowed: Allowed): Promise<Item> {
      if (!isItemId(id)) throw itemNotFound();
      const condition = revisionCondition(allowed);
      try {
        const { Attributes: item } = await client.send(
          new UpdateCommand({
            TableName: table,
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
              ":name": fields.name,
              ":description": fields.description,
              ":now": new Date().toISOString(),
              ":one": 1,
              ...condition.values,
            },
            ReturnValues: "ALL_NEW",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return item as Item;
      } catch (error) {
        const failed = failedCondition(error);
        if (failed === undefined) throw error;
        throw failed.itemExists ? itemHasChanged() : itemNotFound();
      }
    },

    /** Removes the item; one that is already gone is fine unless revisions are asked for (412). */
    async remove(id: string, allowed: Allowed): Promise<void> {
      if (!isItemId(id)) {
        if (allowed !== undefined) throw itemHasChanged();
        return;
      }
      const condition = allowed === undefined ? undefined : revisionCondition(allowed);
      try {
        await client.send(
          new DeleteCommand({
            TableName: table,
            Key: { id },
            ConditionExpression: condition?.expression,
            ExpressionAttributeNames: emptyAsAbsent(condition?.names),
            ExpressionAttributeValues: emptyAsAbsent(condition?.values),
          }),
        );
      } catch (error) {
        throw failedCondition(error) === undefined ? error : itemHasChanged();
      }
    },
  };
}

/** Ids are our own lower-case UUIDs; anything else names no item, and no request is spent on it. */
function isItemId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function itemNotFound() {
  return answerError(404, "Item not found");
}

function itemHasChanged() {
  return answerError(412, "Item has changed");
}

interface Condition {
  readonly expression: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, string | number>;
}

/** The item exists and, unless any will do, is at one of the revisions. An empty list holds for no item. */
function revisionCondition(allowed: Allowed): Condition {
  const exists = "attribute_exists(id)";
  if (allowed === undefined || allowed === "any") return { expression: exists, names: {}, values: {} };
  if (allowed.length === 0) {
    return { expression: `${exists} AND attribute_not_exists(id)`, names: {}, values: {} };
  }
  const each = allowed.map((_, i) => `(#version = :version${i} AND #createdAt = :createdAt${i})`);
  return {
    expression: `${exists} AND (${each.join(" OR ")})`,
    names: { "#version": "version", "#createdAt": "createdAt" },
    values: Object.fromEntries(
      allowed.flatMap(({ version, createdAt }, i) => [
        [`:version${i}`, version],
        [`:createdAt${i}`, createdAt],
      ]),
    ),
  };
}

/** DynamoDB refuses empty maps of names and values. */
function emptyAsAbsent<T extends object>(map: T | undefined): T | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map;
}

function failedCondition(error: unknown): { itemExists: boolean } | undefined {
  const { name, Item: old } = error as { name?: string; Item?: unknown };
  return name === "ConditionalCheckFailedException" ? { itemExists: old !== undefined } : undefined;
}
