import type { Parameter } from "../http/schemas";
import { cursor, cutPage, limit, startKey } from "../http/pages";
import { resource } from "../route/resource";
import { addRoom, listRooms, readRoom, room, roomInput, roomPage, roomsTable } from "./store";

export const roomId = {
  description: "The id of a room",
  schema: { type: "string", pattern: "^[0-9a-f-]{36}$", description: "a UUID" },
  example: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
} as const satisfies Parameter;

/** Rooms of the hotel. */
export const rooms = resource({ rooms: roomsTable }, (route) => [
  route({
    name: "addRoom",
    method: "POST",
    path: "/rooms",
    access: { rooms: ["PutItem"] },
    summary: "Adds a room",
    body: roomInput,
    responses: { 201: { description: "The new room", schema: room } },
    callbackFactory:
      ({ tables }) =>
      async ({ body }) => ({ statusCode: 201, body: await addRoom(tables.rooms, body) }),
  }),
  route({
    name: "readRoom",
    method: "GET",
    path: "/rooms/{room}",
    access: { rooms: ["GetItem"] },
    summary: "Reads a room",
    params: { room: roomId },
    responses: { 200: { description: "The room", schema: room }, 404: { description: "Room not found" } },
    callbackFactory:
      ({ tables }) =>
      async ({ params }) => ({ statusCode: 200, body: await readRoom(tables.rooms, params.room) }),
  }),
  route({
    name: "listRooms",
    method: "GET",
    path: "/rooms",
    access: { rooms: ["Scan"] },
    summary: "Lists rooms in pages",
    query: { limit, cursor },
    responses: { 200: { description: "A page", schema: roomPage } },
    callbackFactory:
      ({ tables }) =>
      async ({ query }) => {
        const page = await listRooms(tables.rooms, { limit: query.limit, start: startKey(query.cursor, { id: "S" }) });
        const { items, nextCursor } = cutPage(page, { id: "S" });
        return { statusCode: 200, body: { rooms: items, nextCursor } };
      },
  }),
]);
