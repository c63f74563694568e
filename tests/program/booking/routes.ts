import { createHash } from "node:crypto";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { bucket } from "../../../api/buckets/declaration";
import { downloadUrl, uploadForm, uploadUrl } from "../../../api/buckets/presign";
import { parameter } from "../../../api/parameters/declaration";
import { resource } from "../../../api/route/resource";
import { secret } from "../../../api/secrets/declaration";
import { table } from "../../../api/tables/declaration";

const key = { name: "id", type: "S" } as const;

/** Declares each kind of resource, used and unused ones. */
export const booking = resource(
  {
    uploads: bucket({ logicalName: "Uploads" }),
    unusedFiles: bucket({ logicalName: "UnusedFiles" }),
    stripeKey: secret({ logicalName: "StripeKey", description: "the key of the payment provider" }),
    unusedKey: secret({ logicalName: "UnusedKey", description: "a key that no route reads" }),
    prices: parameter({ logicalName: "Prices", description: "the price of a night, by room", default: "{}" }),
    rooms: table({ logicalName: "Rooms", partitionKey: key }),
    bookings: table({ logicalName: "Bookings", partitionKey: key }),
    unusedRooms: table({ logicalName: "UnusedRooms", partitionKey: key }),
  },
  (route) => [
    route({
      name: "signUpload",
      method: "POST",
      path: "/uploads",
      access: { uploads: ["PutObject"] },
      summary: "Signs an upload",
      responses: { 200: { description: "A form and a URL" } },
      callbackFactory:
        ({ buckets }) =>
        async () => ({
          statusCode: 200,
          body: {
            form: await uploadForm(buckets.uploads, { key: "form.txt", contentType: "text/plain", maxBytes: 10 }),
            put: await uploadUrl(buckets.uploads, { key: "put.txt", contentType: "text/plain", bytes: 3 }),
          },
        }),
    }),
    route({
      name: "signDownload",
      method: "GET",
      path: "/uploads/{key}",
      access: { uploads: ["GetObject"] },
      summary: "Signs a download",
      responses: { 200: { description: "A URL" } },
      callbackFactory:
        ({ buckets }) =>
        async ({ params }) => ({
          statusCode: 200,
          body: { url: await downloadUrl(buckets.uploads, { key: params.key, fileName: "Übersicht (1).txt" }) },
        }),
    }),
    route({
      name: "listUploads",
      method: "GET",
      path: "/uploads",
      access: { uploads: ["ListBucket"] },
      summary: "Lists uploads",
      responses: { 200: { description: "Keys" } },
      callbackFactory:
        ({ buckets }) =>
        async () => {
          const { client, name } = buckets.uploads;
          const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
          return { statusCode: 200, body: Contents.map(({ Key }) => Key) };
        },
    }),
    route({
      name: "readSecret",
      method: "GET",
      path: "/secret",
      access: { stripeKey: ["GetSecretValue"] },
      summary: "Reads the digest of the secret",
      responses: { 200: { description: "The digest" } },
      callbackFactory:
        ({ secrets }) =>
        async () => {
          const digest = createHash("sha256")
            .update(await secrets.stripeKey())
            .digest("hex");
          return { statusCode: 200, body: { digest } };
        },
    }),
    route({
      name: "readPrices",
      method: "GET",
      path: "/prices",
      access: { prices: ["GetParameter"] },
      summary: "Reads the prices",
      responses: { 200: { description: "The prices" } },
      callbackFactory:
        ({ parameters }) =>
        async () => ({ statusCode: 200, body: JSON.parse(await parameters.prices()) as unknown }),
    }),
    route({
      name: "openRoom",
      method: "PUT",
      path: "/rooms/{id}",
      access: { rooms: ["PutItem"] },
      summary: "Opens a room",
      responses: { 204: { description: "The room is open" } },
      callbackFactory:
        ({ transaction }) =>
        async ({ params }) => {
          await transaction([{ Put: { table: "rooms", Item: { id: params.id, isFree: true } } }]);
          return { statusCode: 204 };
        },
    }),
    route({
      name: "bookRoom",
      method: "POST",
      path: "/rooms/{id}/bookings/{booking}",
      access: { rooms: ["UpdateItem"], bookings: ["PutItem"] },
      summary: "Books a room",
      errors: {
        roomIsTaken: { status: 409, message: "The room is taken" },
        bookingExists: { status: 422, message: "The booking exists" },
      },
      responses: { 201: { description: "The booking" } },
      callbackFactory:
        ({ transaction }) =>
        async ({ params: { id, booking } }) => {
          await transaction([
            {
              Update: {
                table: "rooms",
                Key: { id },
                UpdateExpression: "SET isFree = :no",
                ConditionExpression: "isFree = :yes",
                ExpressionAttributeValues: { ":yes": true, ":no": false },
              },
              onConditionFailed: "roomIsTaken",
            },
            {
              Put: {
                table: "bookings",
                Item: { id: booking, room: id },
                ConditionExpression: "attribute_not_exists(id)",
              },
              onConditionFailed: "bookingExists",
            },
          ]);
          return { statusCode: 201, body: { id: booking, room: id } };
        },
    }),
    route({
      name: "cancelBooking",
      method: "DELETE",
      path: "/rooms/{id}/bookings/{booking}",
      access: { rooms: ["ConditionCheckItem"], bookings: ["DeleteItem"] },
      summary: "Cancels a booking of an existing room",
      responses: { 204: { description: "The booking is gone" } },
      callbackFactory:
        ({ transaction }) =>
        async ({ params: { id, booking } }) => {
          await transaction([
            { ConditionCheck: { table: "rooms", Key: { id }, ConditionExpression: "attribute_exists(id)" } },
            { Delete: { table: "bookings", Key: { id: booking } } },
          ]);
          return { statusCode: 204 };
        },
    }),
    route({
      name: "readBooking",
      method: "GET",
      path: "/rooms/{id}/bookings/{booking}",
      access: { rooms: ["GetItem"], bookings: ["GetItem"] },
      summary: "Reads a booking and its room",
      responses: { 200: { description: "Both" } },
      callbackFactory:
        ({ transaction }) =>
        async ({ params: { id, booking } }) => {
          const [room, found] = await transaction([
            { Get: { table: "rooms", Key: { id } } },
            { Get: { table: "bookings", Key: { id: booking } } },
          ]);
          return { statusCode: 200, body: { room, booking: found ?? null } };
        },
    }),
  ],
);
