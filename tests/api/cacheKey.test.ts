import { expect } from "chai";
import { openApiDocument } from "../../api/openapi/document";
import { gatewayDocument, type GatewayOptions } from "../../api/openapi/gatewayDocument";
import { rooms } from "../support/rooms";

const { routes } = rooms;
const integrationUris = Object.fromEntries(routes.map(({ name }) => [name, `arn:${name}`]));

/** Returns the paths of the document for API Gateway's import. */
function imported(more: Partial<GatewayOptions>): Record<string, Record<string, any>> {
  const document = gatewayDocument(openApiDocument("shop", routes), {
    corsOrigins: ["*"],
    integrationUris,
    ...more,
  });
  return document["paths"] as Record<string, Record<string, any>>;
}

const keyOf = (operation: any): unknown => operation["x-amazon-apigateway-integration"].cacheKeyParameters;

describe("the cache key of an operation", () => {
  it("contains each declared parameter, and headers in both spellings", () => {
    const get = imported({ hasCache: true })["/rooms/{id}"]!["get"];
    expect(keyOf(get)).to.deep.equal([
      "method.request.path.id",
      "method.request.header.If-None-Match",
      "method.request.header.if-none-match",
    ]);
    expect(get.parameters.map(({ name, in: location }: any) => `${location} ${name}`)).to.deep.equal([
      "path id",
      "header If-None-Match",
      "header if-none-match",
    ]);
    expect(keyOf(imported({ hasCache: true })["/rooms"]!["get"])).to.deep.equal([
      "method.request.querystring.limit",
      "method.request.querystring.cursor",
    ]);
  });

  it("contains Origin if the answer depends on it", () => {
    const get = imported({ hasCache: true, corsOrigins: ["https://a.example"] })["/rooms/{id}"]!["get"];
    expect((keyOf(get) as string[]).slice(3)).to.deep.equal([
      "method.request.header.Origin",
      "method.request.header.origin",
    ]);
  });

  it("contains Authorization if the operation requires a token", () => {
    const tokens = { schemes: {}, demands: { readRoom: { scheme: "pool", scopes: [] } } };
    const get = imported({ hasCache: true, tokens })["/rooms/{id}"]!["get"];
    expect((keyOf(get) as string[]).slice(3)).to.deep.equal([
      "method.request.header.Authorization",
      "method.request.header.authorization",
    ]);
  });

  it("exists for GET only, and only on a stage with a cache", () => {
    const without = imported({});
    for (const [path, operations] of Object.entries(imported({ hasCache: true }))) {
      for (const [method, operation] of Object.entries(operations)) {
        expect(keyOf(without[path]![method]), `${method} ${path}`).to.equal(undefined);
        if (method !== "get") expect(operation, `${method} ${path}`).to.deep.equal(without[path]![method]);
      }
    }
  });
});
