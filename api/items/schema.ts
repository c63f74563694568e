import { nextCursor } from "../http/pages";
import type { ValueOf } from "../http/schemas";

/** Character class of all code points except NUL and surrogates, for patterns with the `u` flag. */
const character = "[^\\u0000\\ud800-\\udfff]";
const visible = `(?!\\s)${character}`;

/** Body of POST and PUT. The TypeScript type, the document and the check of requests are derived from this schema. */
export const itemInput = {
  title: "ItemInput",
  type: "object",
  description:
    "Fields of an item that a client sends. The description defaults to an empty string. Unknown fields are ignored.",
  required: ["name"],
  properties: {
    name: {
      type: "string",
      description: "1 to 256 characters after trimming, without NUL or lone surrogates",
      pattern: `^\\s*${visible}(?:${character}{0,254}${visible})?\\s*$`,
    },
    description: {
      type: "string",
      description: "at most 4096 characters, without NUL or lone surrogates",
      pattern: `^${character}{0,4096}$`,
      default: "",
    },
  },
  example: { name: "First", description: "The first of many" },
} as const;

export type ItemInput = ValueOf<typeof itemInput>;

const exampleItem = {
  id: "0f8fad5b-d9cb-469f-a165-70867728950e",
  name: "First",
  description: "",
  createdAt: "2026-07-10T19:19:04.000Z",
  updatedAt: "2026-07-10T19:19:04.000Z",
  version: 1,
};

/** An item in answers. */
export const item = {
  title: "Item",
  type: "object",
  required: ["id", "name", "description", "createdAt", "updatedAt", "version"],
  properties: {
    id: { type: "string", description: "a UUID", format: "uuid" },
    name: { type: "string", description: "as sent, trimmed" },
    description: { type: "string", description: "as sent; empty by default" },
    createdAt: { type: "string", description: "ISO 8601, UTC, milliseconds", format: "date-time" },
    updatedAt: { type: "string", description: "ISO 8601, UTC, milliseconds", format: "date-time" },
    version: { type: "integer", description: "begins at 1 and increases with each replacement" },
  },
  example: exampleItem,
} as const;

export type Item = ValueOf<typeof item>;

export const itemPage = {
  title: "ItemPage",
  type: "object",
  description: "A page of items. A page with a `nextCursor` can contain fewer entries than requested, or none.",
  required: ["items"],
  properties: { items: { type: "array", items: item }, nextCursor },
  example: { items: [exampleItem], nextCursor: "WzEsIjBmOGZhZDViLWQ5Y2ItNDY5Zi1hMTY1LTcwODY3NzI4OTUwZSJd" },
} as const;

/** Path parameter `{id}`. Any string is accepted. One that is not a UUID leads to 404 instead of 400. */
export const itemId = {
  description: "The id of an item",
  schema: { type: "string" },
  example: exampleItem.id,
} as const;
