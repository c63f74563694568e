import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { answerError } from "../http/answers";
import type { ValueOf } from "../http/schemas";
import { table } from "../tables/declaration";
import type { OpenTable } from "../tables/open";

/** A room has one booking a day, so room and day are the key. */
export const bookingsTable = table({
  logicalName: "Bookings",
  partitionKey: { name: "room", type: "S" },
  sortKey: { name: "date", type: "S" },
});

export const bookingInput = {
  title: "BookingInput",
  type: "object",
  required: ["date", "guest"],
  properties: {
    date: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a day as YYYY-MM-DD" },
    guest: {
      type: "string",
      pattern: "^[ -~]{1,60}$",
      description: "1 to 60 letters, digits and other ASCII characters",
    },
  },
  example: { date: "2027-02-14", guest: "A guest" },
} as const;

export const booking = {
  title: "Booking",
  type: "object",
  required: ["room", "date", "guest", "paid"],
  properties: {
    room: { type: "string" },
    date: { type: "string" },
    guest: { type: "string" },
    paid: { type: "boolean" },
  },
} as const;

export type Booking = ValueOf<typeof booking>;

/** @throws AnswerError 404 */
export async function readBooking(
  bookings: OpenTable,
  key: { readonly room: string; readonly date: string },
): Promise<Booking> {
  const { Item: found } = await bookings.client.send(new GetCommand({ TableName: bookings.name, Key: key }));
  if (found === undefined) throw answerError(404, "Booking not found");
  return found as Booking;
}
