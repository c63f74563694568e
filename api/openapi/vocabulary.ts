import { defaultPageSize, maxPageSize } from "../http/pages";
import { itemInputSchema, itemSchema } from "../items/schema";

const exampleItem = {
  id: "0f8fad5b-d9cb-469f-a165-70867728950e",
  name: "First",
  description: "",
  createdAt: "2026-07-10T19:19:04.000Z",
  updatedAt: "2026-07-10T19:19:04.000Z",
  version: 1,
};

/** JSON Schemas that routes name in `body` and `responses`. */
export const schemas = {
  Item: { ...itemSchema, example: exampleItem },
  ItemInput: { ...itemInputSchema, example: { name: "First", description: "The first of many" } },
  ItemPage: {
    type: "object",
    description: "A page of items; it may be short or empty and still have a next one.",
    required: ["items"],
    properties: {
      items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
      nextCursor: { type: "string", description: "send it as `cursor` for the next page; absent on the last one" },
    },
    example: { items: [exampleItem], nextCursor: "WzEsIjBmOGZhZDViLWQ5Y2ItNDY5Zi1hMTY1LTcwODY3NzI4OTUwZSJd" },
  },
  Error: {
    type: "object",
    description: "The one shape of every error, the gateway's own included.",
    required: ["error", "requestId"],
    properties: {
      error: { type: "string", description: "one sentence" },
      requestId: { type: "string", description: "as in the access log and in the function's log" },
    },
    example: { error: "name is required", requestId: "5e0f7a1c-3b7e-4c0a-9d7b-1f6a2c9e8d10" },
  },
} as const;

/** Query and header parameters that routes name. None is required: each has its meaning when absent. */
export const parameters = {
  limit: {
    in: "query",
    description: `Most items to look at for this page; ${defaultPageSize} when absent`,
    schema: { type: "integer", minimum: 1, maximum: maxPageSize, default: defaultPageSize },
  },
  cursor: {
    in: "query",
    description: "The `nextCursor` of the page before",
    schema: { type: "string" },
  },
  "Idempotency-Key": {
    in: "header",
    description: "Sent again with the same body, the request is answered again and nothing is made twice",
    schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" },
    example: "order-4711",
  },
  "If-Match": {
    in: "header",
    description: "Act only on these entity tags, twenty at the most, or on any with `*`",
    schema: { type: "string" },
    example: '"1-mrz0q1k0"',
  },
  "If-None-Match": {
    in: "header",
    description: "Answer 304 when the item still has one of these entity tags",
    schema: { type: "string" },
    example: '"1-mrz0q1k0"',
  },
} as const;

/** Response headers that routes name. */
export const responseHeaders = {
  ETag: "Entity tag of the item's revision, for If-Match and If-None-Match",
  Location: "Path of the new item",
  "Retry-After": "Seconds after which a retry makes sense; absent when the quota of the usage plan is used up",
} as const;

export type SchemaName = keyof typeof schemas;
export type Parameter = keyof typeof parameters;
export type ResponseHeader = keyof typeof responseHeaders;

export interface RouteResponse {
  readonly description: string;
  readonly schema?: SchemaName;
  readonly headers?: readonly ResponseHeader[];
}
