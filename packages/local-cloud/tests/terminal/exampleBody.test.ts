import { expect } from "chai";
import { exampleBody } from "../../src/terminal/exampleBody";

const method = { httpMethod: "POST", resourcePath: "/things" };

const documentOf = (requestBody: object, components: object = {}) => ({
  paths: { "/things": { post: { requestBody } } },
  components,
});

const json = (media: object) => ({ content: { "application/json": media } });

describe("the example body of a method", () => {
  it("reads a schema with thirty recursive properties in bounded time", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`p${index}`, { $ref: "#/components/schemas/T" }]),
    );
    const document = documentOf(json({ schema: { $ref: "#/components/schemas/T" } }), {
      schemas: { T: { properties } },
    });
    expect(exampleBody(document, method)).to.equal(undefined);
  });

  const thing = { name: "a" };
  const cases: readonly (readonly [where: string, document: object | undefined, example: unknown])[] = [
    ["no document", undefined, undefined],
    ["a path that the document lacks", { paths: {} }, undefined],
    ["the media type", documentOf(json({ example: thing })), thing],
    ["the media type's named examples", documentOf(json({ examples: { first: { value: thing } } })), thing],
    [
      "a named example in components",
      documentOf(json({ examples: { first: { $ref: "#/components/examples/one" } } }), {
        examples: { one: { value: thing } },
      }),
      thing,
    ],
    ["its schema", documentOf(json({ schema: { example: thing } })), thing],
    ["its schema's examples", documentOf(json({ schema: { examples: [thing, 2] } })), thing],
    [
      "components.schemas",
      documentOf(json({ schema: { $ref: "#/components/schemas/Thing" } }), { schemas: { Thing: { example: thing } } }),
      thing,
    ],
    [
      "a schema behind two references, with escapes in its name",
      documentOf(json({ schema: { $ref: "#/components/schemas/A~1B" } }), {
        schemas: { "A/B": { $ref: "#/components/schemas/C%20D" }, "C D": { example: thing } },
      }),
      thing,
    ],
    [
      "components.requestBodies",
      documentOf({ $ref: "#/components/requestBodies/Thing" }, { requestBodies: { Thing: json({ example: thing }) } }),
      thing,
    ],
    [
      "examples of properties, lists and parts",
      documentOf(
        json({
          schema: {
            allOf: [
              { properties: { name: { example: "a" }, size: { default: 3 }, other: { type: "string" } } },
              { properties: { tags: { items: { enum: ["red", "blue"] } } } },
            ],
          },
        }),
      ),
      { name: "a", size: 3, tags: ["red"] },
    ],
    ["the first of a choice", documentOf(json({ schema: { oneOf: [{ example: thing }, { example: 2 }] } })), thing],
    ["another JSON type", documentOf({ content: { "application/merge-patch+json": { example: thing } } }), thing],
    ["schemas without examples", documentOf(json({ schema: { properties: { name: { type: "string" } } } })), undefined],
    [
      "a schema that refers to itself",
      documentOf(json({ schema: { $ref: "#/components/schemas/T" } }), {
        schemas: { T: { $ref: "#/components/schemas/T" } },
      }),
      undefined,
    ],
    [
      "a recursive tree, to a bounded depth",
      documentOf(json({ schema: { $ref: "#/components/schemas/T" } }), {
        schemas: { T: { properties: { child: { $ref: "#/components/schemas/T" } } } },
      }),
      undefined,
    ],
    ["references to other documents", documentOf(json({ schema: { $ref: "other.yaml#/T" } })), undefined],
    [
      "a body parameter of OpenAPI 2",
      { paths: { "/things": { post: { parameters: [{ in: "body", schema: { example: thing } }] } } } },
      thing,
    ],
    [
      "API Gateway's method for any verb",
      { paths: { "/things": { "x-amazon-apigateway-any-method": { requestBody: json({ example: thing }) } } } },
      thing,
    ],
  ];
  for (const [where, document, example] of cases) {
    it(`is ${example === undefined ? "undefined for" : "taken from"} ${where}`, () => {
      expect(exampleBody(document, method)).to.deep.equal(example);
    });
  }
});
