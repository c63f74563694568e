import { expect } from "chai";
import { removeEqualParts } from "../../src/report/equalParts";

const ref = (name: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const operation = {
  operationId: "make",
  requestBody: ref("Thing"),
  responses: { 201: ref("Thing"), 400: ref("Error"), 404: { description: "none" } },
};
const document = (schemas: object) => ({ components: { schemas } });
const object = (properties: object) => ({ type: "object", properties });
const thing = object({ part: { $ref: "#/components/schemas/Part" } });
const placeholder = { default: { description: "the same on both sides" } };

describe("the parts of an operation that two documents share", () => {
  const kept = (before: object, after: object, changed: object = operation) =>
    removeEqualParts({ document: document(before), operation }, { document: document(after), operation: changed });

  it("are all of them in the same document", () => {
    const schemas = { Thing: object({}), Error: object({}) };
    expect(kept(schemas, schemas)).to.equal(undefined);
    expect(kept(schemas, schemas, { ...operation, operationId: "other" })).to.equal(undefined);
  });

  it("contain none with a schema that differs, directly or through references", () => {
    const Error = object({});
    const before = { Thing: thing, Part: object({ n: { type: "integer" } }), Error };
    const after = { Thing: thing, Part: object({ n: { type: "string" } }), Error };
    const { requestBody, responses } = operation;
    expect(kept(before, after)).to.deep.equal({
      operationId: "make",
      requestBody,
      responses: { 201: responses[201] },
    });
  });

  it("leave a placeholder, if only the body differs", () => {
    const schemas = { Thing: object({}), Error: object({}) };
    const changed = { ...operation, requestBody: ref("Error") };
    expect(kept(schemas, schemas, changed)).to.deep.equal({
      operationId: "make",
      requestBody: operation.requestBody,
      responses: placeholder,
    });
  });

  it("contain no response or body of one side only", () => {
    const schemas = { Thing: object({}), Error: object({}) };
    const changed = { responses: { 404: operation.responses[404], 409: ref("Error") } };
    const { 404: _shared, ...own } = operation.responses;
    expect(kept(schemas, schemas, changed)).to.deep.equal({ ...operation, responses: own });
    const side = { document: document(schemas), operation: changed };
    const other = { document: document(schemas), operation };
    expect(removeEqualParts(side, other)).to.deep.equal({ responses: { 409: ref("Error") } });
  });

  it("are found in schemas that refer to themselves, and by escaped names", () => {
    const schemas = { Thing: object({ next: { $ref: "#/components/schemas/Thing" } }), "a/b~c d": object({}) };
    const escaped = { responses: { 200: ref("Thing"), 400: ref("a~1b~0c%20d") } };
    const side = { document: document(schemas), operation: escaped };
    const other = { document: document({ ...schemas, "a/b~c d": { type: "string" } }), operation: escaped };
    expect(removeEqualParts(side, other)).to.deep.equal({ responses: { 400: escaped.responses[400] } });
  });

  it("are found by names that are escaped twice", () => {
    const schemas = { "a/b": object({}) };
    const side = { document: document(schemas), operation: { responses: { 200: ref("a%7E1b") } } };
    expect(removeEqualParts(side, side)).to.equal(undefined);
  });

  it("contain none with a reference that is malformed, or that leads nowhere or to another document", () => {
    for (const response of [ref("Missing"), ref("50%"), { $ref: "other.json#/x" }]) {
      const side = { document: document({}), operation: { responses: { 200: response } } };
      expect(removeEqualParts(side, side)).to.deep.equal({ responses: { 200: response } });
    }
  });
});
