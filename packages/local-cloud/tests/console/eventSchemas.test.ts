import { expect } from "chai";
import { eventSchemas } from "../../src/console/views/eventSchemas";

const detail = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string", description: "of the thing", examples: ["t1"] },
    size: { type: "integer", default: 3 },
    colour: { type: "string", enum: ["red", "blue"] },
    parts: { type: "array", items: { type: "string" } },
    isNew: { type: "boolean" },
  },
};
const field = { isRequired: false, options: [], example: "", description: "" };
const fields = [
  { ...field, name: "id", type: "string", isRequired: true, example: "t1", description: "of the thing" },
  { ...field, name: "size", type: "number", example: "3" },
  { ...field, name: "colour", type: "string", options: ["red", "blue"] },
  { ...field, name: "parts", type: "json" },
  { ...field, name: "isNew", type: "boolean" },
];
const whole = {
  type: "object",
  properties: {
    source: { const: "shop" },
    "detail-type": { enum: ["Created"] },
    detail: { $ref: "#/components/schemas/D~1x" },
  },
};

describe("the events of an AsyncAPI document", () => {
  const cases: [string, object | undefined, object[]][] = [
    ["none without a document", undefined, []],
    ["none of an empty document", {}, []],
    ["none of a document in another form", { components: [], channels: "x" }, []],
    [
      "the message of a component whose payload is the detail",
      { asyncapi: "3.0.0", components: { messages: { Created: { payload: detail } } } },
      [{ detailType: "Created", source: "", fields }],
    ],
    [
      "a message whose payload is the whole event, by references",
      {
        asyncapi: "3.0.0",
        channels: { shop: { messages: { m: { $ref: "#/components/messages/m" } } } },
        components: { messages: { m: { payload: { schemaFormat: "x", schema: whole } } }, schemas: { "D/x": detail } },
      },
      [{ detailType: "Created", source: "shop", fields }],
    ],
    [
      "the messages of channels of version 2",
      { asyncapi: "2.6.0", channels: { shop: { subscribe: { message: { name: "Created", payload: detail } } } } },
      [{ detailType: "Created", source: "", fields }],
    ],
    [
      "nothing of references in a cycle or to nothing",
      {
        components: { messages: { a: { $ref: "#/components/messages/a" }, b: { payload: { $ref: "#/__proto__/x" } } } },
      },
      [
        { detailType: "a", source: "", fields: [] },
        { detailType: "b", source: "", fields: [] },
      ],
    ],
  ];
  for (const [what, document, expected] of cases) {
    it(`are ${what}`, () => {
      expect(eventSchemas(document)).to.deep.equal(expected);
    });
  }

  it("are bounded", () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `m${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    const messages = Object.fromEntries(names.map((name) => [name, { payload: { $ref: "#/x" } }]));
    const found = eventSchemas({ components: { messages }, x: { properties } });
    expect([found.length, found[0]!.fields.length]).to.deep.equal([200, 100]);
  });
});
