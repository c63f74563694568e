import { expect } from "chai";
import Ajv from "ajv";
import fc from "fast-check";
import { checkValue } from "../../../api/http/check";
import type { InputSchema, ObjectSchema } from "../../../api/http/schemas";
import { routes } from "../../../api/routes";

/** Returns the checked value, or the message of the 400 answer. */
function outcome(schema: InputSchema, value: unknown, field = "field"): unknown {
  try {
    return checkValue(field, schema, value);
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message: string };
    expect(statusCode, message).to.equal(400);
    return message;
  }
}

const order: ObjectSchema = {
  type: "object",
  required: ["lines"],
  properties: {
    lines: {
      type: "array",
      minItems: 1,
      maxItems: 2,
      items: {
        type: "object",
        required: ["sku"],
        properties: { sku: { type: "string" }, count: { type: "integer", minimum: 1, default: 1 } },
      },
    },
    express: { type: "boolean", default: false },
  },
};

describe("the check of an input value", () => {
  const rejections: [InputSchema, unknown, string][] = [
    [{ type: "string" }, 1, "field must be a string"],
    [{ type: "string" }, null, "field must be a string"],
    [{ type: "string", pattern: "^a$" }, "b", "field is not valid"],
    [{ type: "string", pattern: "^a$", description: "the letter a" }, "b", "field must be the letter a"],
    [{ type: "string", enum: ["new", "paid"] }, "old", "field must be one of new, paid"],
    [{ type: "string", minLength: 1, maxLength: 2 }, "😀😀😀", "field must be a string from 1 to 2 characters"],
    [{ type: "string", maxLength: 2 }, "abc", "field must be a string of at most 2 characters"],
    [{ type: "integer" }, 1.5, "field must be an integer"],
    [{ type: "integer" }, 2 ** 53, "field must be an integer"],
    [{ type: "integer", minimum: 1, maximum: 100 }, 0, "field must be an integer from 1 to 100"],
    [{ type: "integer", minimum: 1, maximum: 100 }, "ten", "field must be an integer from 1 to 100"],
    [{ type: "number", minimum: 0 }, -0.1, "field must be a number of at least 0"],
    [{ type: "number" }, Infinity, "field must be a number"],
    [{ type: "boolean" }, "true", "field must be true or false"],
    [
      { type: "array", items: { type: "string" }, maxItems: 1 },
      ["a", "b"],
      "field must be a list of at most 1 entries",
    ],
    [{ type: "array", items: { type: "string" } }, { length: 1 }, "field must be a list"],
    [{ type: "array", items: { type: "string" } }, ["a", 1], "field[1] must be a string"],
    [order, [], "field must be an object"],
    [order, {}, "field.lines is required"],
    [order, { lines: [{}] }, "field.lines[0].sku is required"],
    [order, { lines: [{ sku: "a", count: 0 }] }, "field.lines[0].count must be an integer of at least 1"],
  ];
  for (const [schema, value, sentence] of rejections) {
    it(`rejects ${JSON.stringify(value)}: ${sentence}`, () => expect(outcome(schema, value)).to.equal(sentence));
  }

  it("names the fields of a body without a prefix, and the body as request body", () => {
    expect(outcome(order, {}, "")).to.equal("lines is required");
    expect(outcome(order, null, "")).to.equal("request body must be an object");
  });

  it("returns declared properties only, with defaults", () => {
    const sent = JSON.parse('{"lines":[{"sku":"a","price":1}],"other":1,"__proto__":{"express":true}}') as object;
    expect(outcome(order, sent)).to.deep.equal({ lines: [{ sku: "a", count: 1 }], express: false });
  });

  it("ignores properties that an object inherits from Object.prototype", () => {
    const schema: ObjectSchema = JSON.parse(
      '{"type":"object","required":["toString"],"properties":{"toString":{"type":"string"}}}',
    ) as ObjectSchema;
    expect(outcome(schema, {})).to.equal("field.toString is required");
  });
});

/** Strings around each limit of the rules: length, white space, NUL, surrogates, characters outside of the BMP. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(" ", "a", "\u0000", "\ud800", "\udfff", "😀", "\ufeff", "\n", "\u2028", "é") }),
  fc
    .tuple(fc.constantFrom("a", "😀", " ", "\u0001"), fc.constantFrom(255, 256, 257, 258, 4_095, 4_096, 4_097))
    .map(([character, length]) => character.repeat(length)),
  fc
    .tuple(fc.integer({ min: 254, max: 258 }), fc.constantFrom(" ", "\t\n", ""))
    .map(([length, blank]) => `${blank}${"x".repeat(length)}${blank}`),
);
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.oneof(fc.integer({ min: -2, max: 200 }), fc.double(), fc.boolean()) },
  fc.constant(null),
  fc.jsonValue(),
);

for (const { name, body } of routes) {
  if (body === undefined || body.type === "raw") continue;
  describe(`the check of ${name} and its published schema`, () => {
    const published = new Ajv({ strict: false }).compile(JSON.parse(JSON.stringify(body)) as object);
    const fields = { ...Object.fromEntries(Object.keys(body.properties).map((field) => [field, value])), other: value };
    const sent = fc.record({ ...fields, ["__proto__"]: value, constructor: value }, { requiredKeys: [] });

    it("accept the same bodies, and the check returns declared properties only", () => {
      fc.assert(
        fc.property(fc.oneof(sent, fc.dictionary(fc.string(), fc.jsonValue())), (given) => {
          const parsed = JSON.parse(JSON.stringify(given)) as object;
          const result = outcome(body, parsed, "");
          expect(typeof result !== "string", String(result)).to.equal(published(parsed));
          if (typeof result !== "string")
            expect(Object.keys(body.properties)).to.include.members(Object.keys(result as object));
          expect(Object.keys(Object.prototype)).to.deep.equal([]);
        }),
        { numRuns: 2_000 },
      );
    });
  });
}
