import { entityTag, ifMatch, isUnchanged } from "./http/preconditions";
import { idempotentId } from "./http/idempotency";
import { cutPage, pageSize, startKey } from "./http/pages";
import { respond, type Handler } from "./http/respond";
import { itemInput } from "./items/schema";
import { createItem, deleteItem, getItem, listItems, openTable, replaceItem } from "./items/store";
import type { Parameter, RouteResponse } from "./openapi/vocabulary";

/** One operation of the API. Everything else about it (document, function, role, alarms, logs) follows from here. */
export interface Route {
  /** Permanent: it names the resources and is the operationId. Renaming it replaces the function. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{parameters}`; the document declares them as required. */
  readonly path: string;
  /** IAM actions that the callback uses on the table, and all that its role allows there. */
  readonly access: readonly `dynamodb:${string}`[];
  readonly summary: string;
  /** Query and header parameters, by name in `openapi/vocabulary.ts`. */
  readonly parameters?: readonly Parameter[];
  /** Schema of the request body, by name in `openapi/vocabulary.ts`. */
  readonly body?: "ItemInput";
  /** Answers by status; those of the gateway itself are added to every operation. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
  /**
   * Runs once per environment and returns the handler. It is serialized: it may use imported functions and literals,
   * and it makes its clients here, never outside (docs/decisions.md, "Callbacks").
   */
  readonly callbackFactory: () => Handler;
}

/** Adding a route is one entry here. */
export const routes: readonly Route[] = [
  {
    name: "listItems",
    method: "GET",
    path: "/items",
    access: ["dynamodb:Scan"],
    summary: "Lists items, a page at a time",
    parameters: ["limit", "cursor"],
    responses: { 200: { description: "A page; follow nextCursor until it is absent", schema: "ItemPage" } },
    callbackFactory: () => {
      const table = openTable();
      return respond("listItems", async (request) => {
        const page = await listItems(table, pageSize(request), startKey(request));
        return { statusCode: 200, body: cutPage(page) };
      });
    },
  },
  {
    name: "createItem",
    method: "POST",
    path: "/items",
    access: ["dynamodb:PutItem"],
    summary: "Creates an item; with an Idempotency-Key, once however often it is sent",
    parameters: ["Idempotency-Key"],
    body: "ItemInput",
    responses: {
      201: { description: "The new item", schema: "Item", headers: ["Location", "ETag"] },
      422: { description: "The Idempotency-Key was used with another body", schema: "Error" },
    },
    callbackFactory: () => {
      const table = openTable();
      return respond("createItem", async (request) => {
        const fields = itemInput(request.json());
        const item = await createItem(table, { fields, id: idempotentId(request) });
        const location = `/${request.stage}/items/${item.id}`;
        return { statusCode: 201, headers: { Location: location, ETag: entityTag(item) }, body: item };
      });
    },
  },
  {
    name: "getItem",
    method: "GET",
    path: "/items/{id}",
    access: ["dynamodb:GetItem"],
    summary: "Reads an item",
    parameters: ["If-None-Match"],
    responses: {
      200: { description: "The item", schema: "Item", headers: ["ETag"] },
      304: { description: "The item is still as If-None-Match names it", headers: ["ETag"] },
      404: { description: "Item not found", schema: "Error" },
    },
    callbackFactory: () => {
      const table = openTable();
      return respond("getItem", async (request) => {
        const item = await getItem(table, request.path["id"]);
        const headers = { ETag: entityTag(item) };
        return isUnchanged(request, item) ? { statusCode: 304, headers } : { statusCode: 200, headers, body: item };
      });
    },
  },
  {
    name: "replaceItem",
    method: "PUT",
    path: "/items/{id}",
    access: ["dynamodb:UpdateItem"],
    summary: "Replaces the name and description of an item that exists",
    parameters: ["If-Match"],
    body: "ItemInput",
    responses: {
      200: { description: "The item as it is now", schema: "Item", headers: ["ETag"] },
      404: { description: "Item not found", schema: "Error" },
      412: { description: "The item is at none of the revisions that If-Match names", schema: "Error" },
    },
    callbackFactory: () => {
      const table = openTable();
      return respond("replaceItem", async (request) => {
        const fields = itemInput(request.json());
        const id = request.path["id"];
        const item = await replaceItem(table, { id, fields, allowed: ifMatch(request) });
        return { statusCode: 200, headers: { ETag: entityTag(item) }, body: item };
      });
    },
  },
  {
    name: "deleteItem",
    method: "DELETE",
    path: "/items/{id}",
    access: ["dynamodb:DeleteItem"],
    summary: "Deletes an item; repeating it is fine",
    parameters: ["If-Match"],
    responses: {
      204: { description: "The item is gone" },
      412: { description: "The item is at none of the revisions that If-Match names", schema: "Error" },
    },
    callbackFactory: () => {
      const table = openTable();
      return respond("deleteItem", async (request) => {
        await deleteItem(table, request.path["id"], ifMatch(request));
        return { statusCode: 204 };
      });
    },
  },
];
