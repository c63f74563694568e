import type { Parameter } from "../http/schemas";
import { resource } from "../route/resource";
import { roomId } from "../rooms/routes";
import { roomsTable } from "../rooms/store";
import { confirmationOf } from "./confirmation";
import { booking, bookingInput, bookingsTable, readBooking, type Booking } from "./store";

const date = {
  description: "The day of a booking",
  schema: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a day as YYYY-MM-DD" },
  example: "2027-02-14",
} as const satisfies Parameter;

const notFound = { description: "Booking not found" };

/** Bookings of rooms. */
export const bookings = resource({ bookings: bookingsTable, rooms: roomsTable }, (route) => [
  route({
    name: "bookRoom",
    method: "POST",
    path: "/rooms/{room}/bookings",
    access: { rooms: ["ConditionCheckItem"], bookings: ["PutItem"] },
    summary: "Books a room for a day",
    params: { room: roomId },
    body: bookingInput,
    errors: {
      noSuchRoom: { status: 404, message: "Room not found" },
      roomIsTaken: { status: 409, message: "The room is taken" },
    },
    responses: { 201: { description: "The booking", schema: booking } },
    callbackFactory:
      ({ transaction }) =>
      async ({ params: { room }, body }) => {
        const booked: Booking = { room, date: body.date, guest: body.guest, paid: false };
        await transaction([
          {
            ConditionCheck: { table: "rooms", Key: { id: room }, ConditionExpression: "attribute_exists(id)" },
            onConditionFailed: "noSuchRoom",
          },
          {
            Put: { table: "bookings", Item: booked, ConditionExpression: "attribute_not_exists(room)" },
            onConditionFailed: "roomIsTaken",
          },
        ]);
        return { statusCode: 201, body: booked };
      },
  }),
  route({
    name: "readBooking",
    method: "GET",
    path: "/rooms/{room}/bookings/{date}",
    access: { bookings: ["GetItem"] },
    summary: "Reads a booking",
    params: { room: roomId, date },
    responses: { 200: { description: "The booking", schema: booking }, 404: notFound },
    callbackFactory:
      ({ tables }) =>
      async ({ params }) => ({ statusCode: 200, body: await readBooking(tables.bookings, params) }),
  }),
  route({
    name: "confirmBooking",
    method: "GET",
    path: "/rooms/{room}/bookings/{date}/confirmation.pdf",
    access: { bookings: ["GetItem"] },
    summary: "Returns the confirmation of a booking as PDF",
    params: { room: roomId, date },
    responses: { 200: { description: "The confirmation", contentType: "application/pdf" }, 404: notFound },
    callbackFactory:
      ({ tables }) =>
      async ({ params }) => ({
        statusCode: 200,
        body: await confirmationOf(await readBooking(tables.bookings, params)),
      }),
  }),
]);
