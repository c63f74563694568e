import type { FromSchema } from "json-schema-to-ts";
import { answerError } from "../http/answers";

/** Any code point but NUL and lone surrogates, as a class for patterns with the `u` flag. */
const character = "[^\\u0000\\ud800-\\udfff]";
const visible = `(?!\\s)${character}`;

/**
 * What a client sends for an item: the one source of the TypeScript type, the published document and the function's
 * own check. Each field's `description` ends the sentence "<field> must be …" when the pattern does not hold.
 *
 * No `default` keyword: Pulumi 3.248 takes an object with a key of that name for an imported module and fails.
 */
export const itemInputSchema = {
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
    },
  },
} as const;

export type ItemInput = FromSchema<typeof itemInputSchema>;

/** An item as it is stored and shown. */
export const itemSchema = {
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
} as const;

export type Item = Required<FromSchema<typeof itemSchema>>;

/**
 * The fields of a parsed body that make an item, checked against `itemInputSchema`, `name` trimmed.
 *
 * @throws AnswerError 400 with one sentence that names the field and the rule and never quotes the value.
 */
export function itemInput(body: Readonly<Record<string, unknown>>): { name: string; description: string } {
  const { required, properties } = itemInputSchema;
  for (const field of required) {
    if (body[field] === undefined) throw answerError(400, `${field} is required`);
  }
  for (const [field, { pattern, description }] of Object.entries(properties)) {
    const value = body[field];
    if (value === undefined) continue;
    if (typeof value !== "string") throw answerError(400, `${field} must be a string`);
    if (!new RegExp(pattern, "u").test(value)) throw answerError(400, `${field} must be ${description}`);
  }
  const { name, description } = body as ItemInput;
  return { name: name.trim(), description: description ?? "" };
}
