import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { bookingsTable } from "../bookings/store";
import { resource } from "../route/resource";

/** Reports for people of the hotel, who sign in. */
export const reports = resource({ bookings: bookingsTable }, (route) => [
  route({
    name: "reportBookings",
    method: "GET",
    path: "/reports/bookings",
    access: { bookings: ["Scan"] },
    summary: "Reports all bookings as CSV",
    withoutKey: "people open the report with their token, in a browser without a key",
    scopes: ["report"],
    responses: { 200: { description: "A line for each booking", contentType: "text/csv; charset=utf-8" } },
    callbackFactory:
      ({ tables }) =>
      async () => {
        const lines = ["room,date,guest"];
        let start: Record<string, unknown> | undefined;
        do {
          const page = await tables.bookings.client.send(
            new ScanCommand({ TableName: tables.bookings.name, ExclusiveStartKey: start }),
          );
          for (const { room, date, guest } of page.Items ?? []) {
            lines.push([room, date, `"${String(guest).replaceAll('"', '""')}"`].join(","));
          }
          start = page.LastEvaluatedKey;
        } while (start !== undefined);
        return { statusCode: 200, body: `${lines.join("\n")}\n` };
      },
  }),
]);
