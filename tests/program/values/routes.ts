import { createHash } from "node:crypto";
import { resource } from "../../../api/route/resource";
import { value } from "../../../api/values/declaration";

const currency = value({
  name: "currency",
  description: "the currency of prices",
  schema: { type: "string", enum: ["EUR", "USD"] },
});
const pageSize = value({
  name: "pageSize",
  description: "entries of a page",
  schema: { type: "integer", minimum: 1, maximum: 500, default: 50 },
});
const isOpen = value({
  name: "isOpen",
  description: "true if the shop is open",
  schema: { type: "boolean", default: false },
});
const signingKey = value({
  name: "signingKey",
  description: "the key that signs links",
  schema: { type: "string", minLength: 8 },
  secret: true,
});

/** Answers with the values that it received, and the digest of the secret one. */
export const shop = resource({}, (route) => [
  route({
    name: "readShop",
    method: "GET",
    path: "/shop",
    access: {},
    summary: "Reads the configuration of the shop",
    values: [currency, pageSize, isOpen],
    responses: { 200: { description: "The configuration" } },
    callbackFactory:
      ({ values }) =>
      () =>
        Promise.resolve({ statusCode: 200 as const, body: values }),
  }),
  route({
    name: "signLink",
    method: "GET",
    path: "/link",
    access: {},
    summary: "Signs a link",
    values: [signingKey],
    responses: { 200: { description: "The signature" } },
    callbackFactory:
      ({ values }) =>
      async () => {
        const signature = createHash("sha256")
          .update(await values.signingKey())
          .digest("hex");
        return { statusCode: 200, body: { signature } };
      },
  }),
  route({
    name: "readTerms",
    method: "GET",
    path: "/terms",
    access: {},
    summary: "Reads the terms",
    responses: { 200: { description: "The terms" } },
    callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const, body: {} }),
  }),
]);
