import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import equal from "fast-deep-equal";
import { answerError } from "../http/answers";
import { resource } from "../route/resource";
import { table } from "../tables/declaration";

const parkingTable = table({ logicalName: "Parking", partitionKey: { name: "plate", type: "S" } });

const place = {
  title: "ParkingPlace",
  type: "object",
  required: ["plate"],
  properties: { plate: { type: "string", pattern: "^[A-Z0-9]{1,8}$", description: "1 to 8 letters and digits" } },
  example: { plate: "AB123" },
} as const;

const plate = { description: "The plate of a car", schema: { type: "string" }, example: "ZZ999" } as const;

/** Two routes that share a function, a route with a declared error and a package, and a DELETE that requires a car. */
export const parking = resource({ parking: parkingTable }, (route) => [
  route({
    name: "leaveParking",
    method: "DELETE",
    path: "/parking/{plate}",
    group: "parkingWrites",
    access: { parking: ["DeleteItem"] },
    summary: "Frees the place of a car",
    params: { plate },
    responses: { 204: { description: "The place is free" }, 404: { description: "The car is not here" } },
    callbackFactory:
      ({ tables }) =>
      async ({ params }) => {
        const { Attributes } = await tables.parking.client.send(
          new DeleteCommand({ TableName: tables.parking.name, Key: params, ReturnValues: "ALL_OLD" }),
        );
        if (Attributes === undefined) throw answerError(404, "The car is not here");
        return { statusCode: 204 };
      },
  }),
  route({
    name: "park",
    method: "POST",
    path: "/parking",
    group: "parkingWrites",
    access: { parking: ["PutItem"] },
    summary: "Takes a place for a car",
    body: place,
    errors: { isParked: { status: 409, message: "The car is parked" } },
    responses: { 201: { description: "The place", schema: place } },
    callbackFactory:
      ({ tables, fail }) =>
      async ({ body }) => {
        const put = new PutCommand({
          TableName: tables.parking.name,
          Item: body,
          ConditionExpression: "attribute_not_exists(plate)",
        });
        try {
          await tables.parking.client.send(put);
        } catch (error) {
          if ((error as { name?: string }).name === "ConditionalCheckFailedException") throw fail("isParked");
          throw error;
        }
        return { statusCode: 201, body };
      },
  }),
  route({
    name: "compareParking",
    method: "POST",
    path: "/parking/compare",
    access: {},
    summary: "Compares a place with the first one",
    body: place,
    errors: { isOther: { status: 409, message: "The places differ" } },
    responses: { 204: { description: "The places are equal" } },
    callbackFactory:
      ({ fail }) =>
      async ({ body }) => {
        if (!equal(body, { plate: "A1" })) throw fail("isOther");
        return Promise.resolve({ statusCode: 204 });
      },
  }),
]);
