import { changesOf } from "../consumer/sources";
import { idempotencyKey, idempotentId } from "../http/idempotency";
import { cursor, cutPage, limit, startKey } from "../http/pages";
import { entityTag, ifMatch, ifMatchHeader, ifNoneMatchHeader, isUnchanged } from "../http/preconditions";
import { resource } from "../route/resource";
import { itemEvents, publishItemChange } from "./events";
import { item, itemId, itemInput, itemPage } from "./schema";
import { createItem, deleteItem, getItem, itemsTable, listItems, replaceItem } from "./store";

const tag = { ETag: "Entity tag of the item, for If-Match and If-None-Match" };
const notFound = { description: "Item not found" };
const changed = { description: "The item has none of the entity tags in If-Match" };

/** The example resource. To add a route or a consumer, add an entry to this list. */
export const items = resource(
  { items: itemsTable, itemEvents },
  (route) => [
    route({
      name: "listItems",
      method: "GET",
      path: "/items",
      access: { items: ["Scan"] },
      summary: "Lists items in pages",
      query: { limit, cursor },
      responses: { 200: { description: "A page; follow nextCursor until it is absent", schema: itemPage } },
      callbackFactory:
        ({ tables }) =>
        async ({ query }) => {
          const page = await listItems(tables.items, query.limit, startKey(query.cursor, { id: "S" }));
          return { statusCode: 200, body: cutPage(page, { id: "S" }) };
        },
    }),
    route({
      name: "createItem",
      method: "POST",
      path: "/items",
      access: { items: ["PutItem"] },
      summary: "Creates an item; an Idempotency-Key makes it safe to repeat",
      headers: { "Idempotency-Key": idempotencyKey },
      body: itemInput,
      responses: {
        201: { description: "The new item", schema: item, headers: { Location: "Path of the new item", ...tag } },
        422: { description: "The Idempotency-Key was used with another body" },
      },
      callbackFactory:
        ({ tables }) =>
        async ({ stage, caller, headers, body }) => {
          const id = idempotentId(headers["Idempotency-Key"], caller);
          const created = await createItem(tables.items, { fields: body, id });
          const location = `/${stage}/items/${created.id}`;
          return { statusCode: 201, headers: { Location: location, ETag: entityTag(created) }, body: created };
        },
    }),
    route({
      name: "getItem",
      method: "GET",
      path: "/items/{id}",
      access: { items: ["GetItem"] },
      summary: "Reads an item",
      params: { id: itemId },
      headers: { "If-None-Match": ifNoneMatchHeader },
      responses: {
        200: { description: "The item", schema: item, headers: tag },
        304: { description: "The item has one of the entity tags in If-None-Match", headers: tag },
        404: notFound,
      },
      callbackFactory:
        ({ tables }) =>
        async ({ params, headers }) => {
          const found = await getItem(tables.items, params.id);
          const answerHeaders = { ETag: entityTag(found) };
          return isUnchanged(headers["If-None-Match"], found)
            ? { statusCode: 304, headers: answerHeaders }
            : { statusCode: 200, headers: answerHeaders, body: found };
        },
    }),
    route({
      name: "replaceItem",
      method: "PUT",
      path: "/items/{id}",
      access: { items: ["UpdateItem"] },
      summary: "Replaces name and description of an existing item",
      params: { id: itemId },
      headers: { "If-Match": ifMatchHeader },
      body: itemInput,
      responses: {
        200: { description: "The item after the change", schema: item, headers: tag },
        404: notFound,
        412: changed,
      },
      callbackFactory:
        ({ tables }) =>
        async ({ params, headers, body }) => {
          const allowed = ifMatch(headers["If-Match"]);
          const replaced = await replaceItem(tables.items, { id: params.id, fields: body, allowed });
          return { statusCode: 200, headers: { ETag: entityTag(replaced) }, body: replaced };
        },
    }),
    route({
      name: "deleteItem",
      method: "DELETE",
      path: "/items/{id}",
      access: { items: ["DeleteItem"] },
      summary: "Deletes an item; safe to repeat",
      params: { id: itemId },
      headers: { "If-Match": ifMatchHeader },
      responses: { 204: { description: "The item does not exist any more" }, 412: changed },
      callbackFactory:
        ({ tables }) =>
        async ({ params, headers }) => {
          await deleteItem(tables.items, params.id, ifMatch(headers["If-Match"]));
          return { statusCode: 204 };
        },
    }),
  ],
  (consumer) => [
    consumer({
      name: "publishItemEvents",
      summary: "Publishes each change of an item as an event",
      from: changesOf(itemsTable, item),
      access: { itemEvents: ["PutEvents"] },
      callbackFactory:
        ({ buses }) =>
        (change) =>
          publishItemChange(buses.itemEvents, change),
    }),
  ],
);
