import { nextCursor } from "../http/pages";
import type { ValueOf } from "../http/schemas";

/** Any code point but NUL and lone surrogates, as a class for patterns with the `u` flag. */
const character = "[^\\u0000\\ud800-\\udfff]";
const visible = `(?!\\s)${character}`;

/** What a client sends for an item: the one source of the TypeScript type, the published document and the check. */
export const itemInput = {
  title: "ItemInput",
  type: "object",
  description: "What a client sends. An absent description is empty; unknown fields are ignored and never stored.",
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

/** An item as it is stored and shown. */
export const item = {
  title: "Item",
  type: "object",
  required: ["id", "name", "description", "createdAt", "updatedAt", "version"],
  properties: {
    id: { type: "string", description: "a UUID", format: "uuid" },
    name: { type: "string", description: "as sent, trimmed" },
    description: { type: "string", description: "as sent, empty when absent" },
    createdAt: { type: "string", description: "ISO 8601, UTC, milliseconds", format: "date-time" },
    updatedAt: { type: "string", description: "ISO 8601, UTC, milliseconds", format: "date-time" },
    version: { type: "integer", description: "1 at first, one more with each replacement" },
  },
  example: exampleItem,
} as const;

export type Item = ValueOf<typeof item>;

export const itemPage = {
  title: "ItemPage",
  type: "object",
  description: "A page of items; it may be short or empty and still have a next one.",
  required: ["items"],
  properties: { items: { type: "array", items: item }, nextCursor },
  example: { items: [exampleItem], nextCursor: "WzEsIjBmOGZhZDViLWQ5Y2ItNDY5Zi1hMTY1LTcwODY3NzI4OTUwZSJd" },
} as const;

/** The value `{id}` of a path. Any text is one: what is no UUID names no item, and is answered with 404. */
export const itemId = {
  description: "The id of an item",
  schema: { type: "string" },
  example: exampleItem.id,
} as const;
