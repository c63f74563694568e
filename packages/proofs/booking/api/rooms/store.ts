import { randomUUID } from "node:crypto";
import { GetCommand, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { answerError } from "../http/answers";
import { nextCursor, type StoredPage } from "../http/pages";
import type { ValueOf } from "../http/schemas";
import { table } from "../tables/declaration";
import type { OpenTable } from "../tables/open";

export const roomsTable = table({ logicalName: "Rooms", partitionKey: { name: "id", type: "S" } });

export const roomInput = {
  title: "RoomInput",
  type: "object",
  required: ["name", "beds"],
  properties: {
    name: { type: "string", description: "1 to 80 characters", minLength: 1, maxLength: 80 },
    beds: { type: "integer", minimum: 1, maximum: 6 },
  },
  example: { name: "Sea view", beds: 2 },
} as const;

export const room = {
  title: "Room",
  type: "object",
  required: ["id", "name", "beds"],
  properties: { id: { type: "string", format: "uuid" }, name: { type: "string" }, beds: { type: "integer" } },
} as const;

export const roomPage = {
  title: "RoomPage",
  type: "object",
  required: ["rooms"],
  properties: { rooms: { type: "array", items: room }, nextCursor },
} as const;

export type Room = ValueOf<typeof room>;

export async function addRoom(rooms: OpenTable, { name, beds }: ValueOf<typeof roomInput>): Promise<Room> {
  const added = { id: randomUUID(), name, beds };
  await rooms.client.send(new PutCommand({ TableName: rooms.name, Item: added }));
  return added;
}

/** @throws AnswerError 404 */
export async function readRoom(rooms: OpenTable, id: string): Promise<Room> {
  const { Item: found } = await rooms.client.send(new GetCommand({ TableName: rooms.name, Key: { id } }));
  if (found === undefined) throw answerError(404, "Room not found");
  return found as Room;
}

export async function listRooms(
  rooms: OpenTable,
  { limit, start }: { readonly limit: number; readonly start: { readonly id: string } | undefined },
): Promise<StoredPage<Room>> {
  const { Items = [], LastEvaluatedKey: lastKey } = await rooms.client.send(
    new ScanCommand({ TableName: rooms.name, Limit: limit, ExclusiveStartKey: start }),
  );
  return { items: Items as Room[], lastKey };
}
