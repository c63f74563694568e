import { expect } from "chai";
import { documentPartsWithoutEffect } from "../../src/apigateway/declared/documentParts";

const bodyOf = (integration: object, operation: object = {}, document: object = {}) =>
  JSON.stringify({
    openapi: "3.0.1",
    info: { title: "parts", version: "1" },
    paths: { "/a": { get: { "x-amazon-apigateway-integration": integration, ...operation } } },
    ...document,
  });

const cases: readonly [what: string, body: string | undefined, parts: readonly string[]][] = [
  ["nothing of an API without a document", undefined, []],
  ["nothing of what is read", bodyOf({ type: "aws_proxy", uri: "u", httpMethod: "POST" }), []],
  [
    "inputs of integrations, with the value where another has an effect",
    bodyOf({ type: "http_proxy", connectionType: "VPC_LINK", connectionId: "v", tlsConfig: {} }),
    ["x-amazon-apigateway-integration.connectionType VPC_LINK", "x-amazon-apigateway-integration.connectionId"],
  ],
  [
    "a conversion",
    bodyOf({ type: "aws", contentHandling: "CONVERT_TO_TEXT" }),
    ["x-amazon-apigateway-integration.contentHandling"],
  ],
  [
    "no conversion of a proxy, which AWS ignores too",
    bodyOf({ type: "AWS_PROXY", contentHandling: "CONVERT_TO_TEXT" }),
    [],
  ],
  [
    "extensions of operations and of the document that are not known",
    bodyOf(
      { type: "mock" },
      { "x-amazon-apigateway-any": 1, "x-own": 1 },
      { "x-amazon-apigateway-cors": {}, "x-amazon-apigateway-policy": {} },
    ),
    ["x-amazon-apigateway-cors", "x-amazon-apigateway-any"],
  ],
];

describe("the parts of a document without an effect", () => {
  for (const [what, body, parts] of cases) {
    it(`are ${what}`, () => {
      expect(documentPartsWithoutEffect({ body })).to.deep.equal(parts.map((part) => `body: ${part}`));
    });
  }
});
