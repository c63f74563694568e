import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { bookingsTable } from "../bookings/store";
import { rawBody } from "../http/rawBody";
import { resource } from "../route/resource";
import { secret } from "../secrets/declaration";
import { isFromStripe } from "./signature";

const signingSecret = secret({ logicalName: "StripeSigningSecret", description: "the secret of Stripe's webhook" });

interface StripeEvent {
  readonly type?: string;
  readonly data?: { readonly object?: { readonly metadata?: Readonly<Record<string, string>> } };
}

/** Events of the payment provider. */
export const payments = resource({ bookings: bookingsTable, stripeSigningSecret: signingSecret }, (route) => [
  route({
    name: "receivePayment",
    method: "POST",
    path: "/payments/events",
    access: { bookings: ["UpdateItem"], stripeSigningSecret: ["GetSecretValue"] },
    summary: "Receives an event of Stripe",
    withoutKey: "Stripe signs each request and sends no key",
    headers: {
      "Stripe-Signature": { description: "The time and its signature", schema: { type: "string" }, required: true },
    },
    body: rawBody({ contentType: "application/json", maxBytes: 100_000 }),
    errors: { wrongSignature: { status: 401, message: "The signature is not valid" } },
    responses: { 204: { description: "The event is received" } },
    callbackFactory:
      ({ tables, secrets, fail }) =>
      async ({ headers, body }) => {
        const signed = { secret: await secrets.stripeSigningSecret(), now: Date.now() };
        if (!isFromStripe(headers["Stripe-Signature"], body, signed)) throw fail("wrongSignature");
        const { type, data } = JSON.parse(body.toString("utf8")) as StripeEvent;
        const { room, date } = data?.object?.metadata ?? {};
        if (type === "checkout.session.completed" && room !== undefined && date !== undefined) {
          await tables.bookings.client.send(
            new UpdateCommand({
              TableName: tables.bookings.name,
              Key: { room, date },
              UpdateExpression: "SET paid = :true",
              ConditionExpression: "attribute_exists(room)",
              ExpressionAttributeValues: { ":true": true },
            }),
          );
        }
        return { statusCode: 204 };
      },
  }),
]);
