import { resource } from "../../api/route/resource";

const room = {
  title: "Room",
  type: "object",
  required: ["id", "name"],
  properties: { id: { type: "string" }, name: { type: "string" } },
} as const;

const notCalled = () => () => Promise.reject(new Error("tests call no callback"));

/** Routes for tests of documents. They do not depend on the resources of the API, which belong to its owner. */
export const rooms = resource({}, (route) => [
  route({
    name: "listRooms",
    method: "GET",
    path: "/rooms",
    access: {},
    summary: "Lists rooms",
    query: {
      limit: { description: "Most rooms of a page", schema: { type: "integer", default: 20 } },
      cursor: { description: "The page's cursor", schema: { type: "string" } },
    },
    responses: {
      200: {
        description: "A page",
        schema: { title: "RoomPage", type: "object", properties: { rooms: { type: "array", items: room } } },
      },
    },
    callbackFactory: notCalled,
  }),
  route({
    name: "addRoom",
    method: "POST",
    path: "/rooms",
    access: {},
    summary: "Adds a room",
    headers: { "Idempotency-Key": { description: "Makes the request safe to repeat", schema: { type: "string" } } },
    body: {
      title: "RoomInput",
      type: "object",
      required: ["name"],
      properties: { name: { type: "string", pattern: "^\\S{1,80}$", description: "1 to 80 letters", default: "Blue" } },
      example: { name: "Blue" },
    },
    responses: { 201: { description: "The new room", schema: room } },
    callbackFactory: notCalled,
  }),
  route({
    name: "readRoom",
    method: "GET",
    path: "/rooms/{id}",
    access: {},
    summary: "Reads a room",
    headers: { "If-None-Match": { description: "Entity tags", schema: { type: "string" } } },
    responses: {
      200: { description: "The room", schema: room },
      304: { description: "The room has one of the entity tags" },
      404: { description: "Room not found" },
    },
    callbackFactory: notCalled,
  }),
]);
