import { defaultPageSize, maxPageSize } from "../http/pages";
import { itemInputSchema, itemSchema } from "../items/schema";

/** JSON Schemas that routes name in `body` and `responses`. */
export const schemas = {
  Item: itemSchema,
  ItemInput: itemInputSchema,
  ItemPage: {
    type: "object",
    required: ["items"],
    properties: {
      items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
      nextCursor: { type: "string", description: "send it as `cursor` for the next page; absent on the last one" },
    },
  },
  Error: {
    type: "object",
    required: ["error", "requestId"],
    properties: {
      error: { type: "string", description: "one sentence" },
      requestId: { type: "string", description: "as in the access log and in the function's log" },
    },
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
  "If-Match": {
    in: "header",
    description: "Act only on these entity tags, or on any with `*`",
    schema: { type: "string" },
  },
  "If-None-Match": {
    in: "header",
    description: "Answer 304 when the item still has one of these entity tags",
    schema: { type: "string" },
  },
} as const;

/** Response headers that routes name. */
export const responseHeaders = {
  ETag: "Entity tag of the item's revision, for If-Match and If-None-Match",
  Location: "Path of the new item",
} as const;

export type SchemaName = keyof typeof schemas;
export type Parameter = keyof typeof parameters;
export type ResponseHeader = keyof typeof responseHeaders;

export interface RouteResponse {
  readonly description: string;
  readonly schema?: SchemaName;
  readonly headers?: readonly ResponseHeader[];
}
