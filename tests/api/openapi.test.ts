import { expect } from "chai";
import { openApiDocument } from "../../api/openapi/document";
import { gatewayDocument } from "../../api/openapi/gatewayDocument";
import type { Route } from "../../api/route/resource";
import { rooms } from "../support/rooms";

const { routes } = rooms;
const integrationUris = Object.fromEntries(routes.map(({ name }) => [name, `arn:${name}`]));
const published = openApiDocument("shop", routes);
const imported = (corsOrigins: string[]) =>
  gatewayDocument(published, { corsOrigins, integrationUris }) as unknown as {
    paths: Record<string, Record<string, any>>;
    components: { schemas: Record<string, any>; securitySchemes: object };
    "x-amazon-apigateway-gateway-responses": Record<string, any>;
  };

/** Returns every key of a JSON value, at any depth. */
function keys(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keys(inner)]);
}

describe("the published document", () => {
  it("contains the operation of each route with its parameters and responses", () => {
    const { get } = published.paths["/rooms/{id}"] as { get: any };
    expect(get.operationId).to.equal("readRoom");
    expect(get.security).to.deep.equal([{ apiKey: [] }]);
    expect(get.parameters.map(({ in: location, name, required }: any) => [location, name, required])).to.deep.equal([
      ["path", "id", true],
      ["header", "If-None-Match", false],
    ]);
    expect(Object.keys(get.responses)).to.deep.equal(["200", "304", "400", "403", "404", "429", "500", "503", "504"]);
    expect(get.responses["200"].content["application/json"].schema).to.deep.equal({
      $ref: "#/components/schemas/Room",
    });
  });

  it("groups operations by the first word of their path, and those without one as the root", () => {
    const paths = ["/", "/{id}", "/{id}/photos", "/rooms", "/rooms/{id}"];
    const moved = paths.map((path): Route => ({ ...routes[0], name: `read${path.length}`, path }));
    const { tags, paths: operations } = openApiDocument("shop", moved);
    expect(tags).to.deep.equal([
      { name: "root", description: "The root of the API" },
      { name: "rooms", description: "Everything below /rooms" },
    ]);
    const method = routes[0].method.toLowerCase();
    const tagOf = (path: string) => (operations[path]![method] as { readonly tags: readonly string[] }).tags;
    expect(paths.flatMap(tagOf)).to.deep.equal(["root", "root", "root", "rooms", "rooms"]);
  });

  it("contains the headers of the answers that a route declares in its own words", () => {
    const statuses = [401, 403, 429, 503];
    const responses = Object.fromEntries(statuses.map((status) => [status, { description: `own ${status}` }]));
    const [first] = routes as readonly Route[];
    const declared = {
      ...first!,
      responses: {
        ...first!.responses,
        ...responses,
        429: { description: "own 429", headers: { "retry-after": "own" } },
      },
      errors: { closed: { status: 503, message: "Closed" } },
    };
    const document = openApiDocument("shop", [declared], { [declared.name]: ["shop/read"] });
    const operation = document.paths[declared.path]![declared.method.toLowerCase()] as { responses: any };
    expect(
      statuses.map((status) => {
        const { description, headers = {} } = operation.responses[status];
        return [description, Object.keys(headers)];
      }),
    ).to.deep.equal([
      ["own 401", ["WWW-Authenticate"]],
      ["own 403", []],
      ["own 429", ["retry-after"]],
      ["own 503; Closed", ["Retry-After"]],
    ]);
  });

  it("contains the same schema that the function checks", () => {
    const { title, ...schema } = routes[1].body;
    expect(published.components.schemas[title]).to.deep.equal(schema);
  });
});

describe("the published document of routes with and without keys", () => {
  const [read] = routes as readonly Route[];
  const withKey = { ...read!, name: "withKey", path: "/with" };
  const open = { ...read!, name: "open", withoutKey: "people sign in" };
  const tokens = { withKey: ["shop/read"], open: ["shop/read"] };
  const cases: readonly [
    what: string,
    given: readonly Route[],
    scopes: Readonly<Record<string, readonly string[]>>,
    schemes: readonly string[],
    description: string,
    forbidden: readonly string[],
  ][] = [
    [
      "a key",
      [withKey],
      {},
      ["apiKey"],
      "Requests require an API key. All errors have the same shape.",
      ["The API key is missing or not valid for this stage"],
    ],
    [
      "a token only",
      [open],
      tokens,
      ["token"],
      "All errors have the same shape.",
      ["The token has none of the operation's scopes"],
    ],
    ["nothing", [open], {}, [], "All errors have the same shape.", ["The request is not allowed"]],
    [
      "a token, and one a key too",
      [withKey, open],
      tokens,
      ["apiKey", "token"],
      "Most requests require an API key. All errors have the same shape.",
      [
        "The API key is missing or not valid for this stage, or the token has none of the operation's scopes",
        "The token has none of the operation's scopes",
      ],
    ],
  ];
  for (const [what, given, scopes, schemes, description, forbidden] of cases) {
    it(`describes what they require: ${what}`, () => {
      const { components, info, paths } = openApiDocument("shop", given, scopes);
      expect(Object.keys(components.securitySchemes)).to.deep.equal(schemes);
      expect(info.description).to.equal(description);
      const operations = given.map(({ path }) => paths[path]!["get"] as { responses: any });
      expect(operations.map(({ responses }) => responses["403"].description)).to.deep.equal(forbidden);
    });
  }
});

describe("the imported document", () => {
  it("contains no keyword that API Gateway does not support", () => {
    const unsupported = [
      "default",
      "example",
      "examples",
      "exclusiveMinimum",
      "discriminator",
      "readOnly",
      "nullable",
      "deprecated",
      "xml",
    ];
    const { components, paths } = imported(["*"]);
    // `default` is also a name in the extension for integrations, where it is not a keyword of JSON Schema.
    const operations = Object.values(paths)
      .flatMap((pathItem) => Object.values(pathItem))
      .map(({ "x-amazon-apigateway-integration": _, ...rest }) => rest);
    expect(keys([components, operations]).filter((key) => unsupported.includes(key))).to.deep.equal([]);
    expect(keys(published)).to.include("default");
  });

  it("contains the paths, operations, parameters, responses and schemas of the published document", () => {
    const { paths, components } = imported(["*"]);
    expect(Object.keys(paths)).to.deep.equal(Object.keys(published.paths));
    for (const [path, pathItem] of Object.entries(published.paths)) {
      expect(Object.keys(paths[path]!)).to.deep.equal([...Object.keys(pathItem), "options"]);
      for (const [method, operation] of Object.entries(pathItem)) {
        const own = paths[path]![method]!;
        expect(own.operationId).to.equal(operation["operationId"]);
        expect(own.responses).to.deep.equal(operation["responses"]);
        expect(own.parameters.map((each: any) => each.name)).to.deep.equal(
          (operation["parameters"] as any[]).map((each) => each.name),
        );
      }
    }
    expect(Object.keys(components.schemas)).to.deep.equal(Object.keys(published.components.schemas));
    expect(components.schemas["RoomPage"].properties.rooms).to.deep.equal({
      type: "array",
      items: { $ref: "#/components/schemas/Room" },
    });
  });

  it("answers preflights with static headers if any origin is allowed, with the methods and headers of the path", () => {
    const { options } = imported(["*"]).paths["/rooms"]! as { options: any };
    expect(options.security).to.equal(undefined);
    expect(options["x-amazon-apigateway-integration"].responses.default).to.deep.equal({
      statusCode: "200",
      responseParameters: {
        "method.response.header.Access-Control-Allow-Origin": "'*'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,POST,OPTIONS'",
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type,X-Api-Key,Idempotency-Key'",
        "method.response.header.Access-Control-Max-Age": "'3600'",
      },
      responseTemplates: {},
    });
  });

  it("answers preflights with a template and no static header if origins are listed", () => {
    const { options } = imported(["https://a.example"]).paths["/rooms"]! as { options: any };
    const { responseParameters, responseTemplates } = options["x-amazon-apigateway-integration"].responses.default;
    expect(responseParameters).to.deep.equal({});
    expect(responseTemplates["application/json"]).to.include('#if($origin == "https://a.example")');
  });

  it("gives every gateway response the shape of errors and CORS headers", () => {
    const cases: [string[], Record<string, string>][] = [
      [["*"], { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" }],
      [["https://a.example"], { "gatewayresponse.header.Access-Control-Allow-Origin": "'https://a.example'" }],
      [
        ["https://a.example", "https://b.example"],
        {
          "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
          "gatewayresponse.header.Vary": "'Origin'",
        },
      ],
    ];
    for (const [origins, headers] of cases) {
      for (const [type, response] of Object.entries(imported(origins)["x-amazon-apigateway-gateway-responses"])) {
        expect(response.responseParameters, type).to.include(headers);
        expect(response.responseTemplates["application/json"], type).to.match(
          /^\{"error": .+, "requestId": "\$context\.requestId"\}$/,
        );
      }
    }
  });

  it("converts 502 to 500", () => {
    const responses = imported(["*"])["x-amazon-apigateway-gateway-responses"];
    for (const type of ["INTEGRATION_FAILURE", "API_CONFIGURATION_ERROR", "DEFAULT_5XX"]) {
      expect(responses[type].statusCode, type).to.equal(500);
      expect(responses[type].responseTemplates["application/json"]).to.include('"Internal server error"');
    }
  });
});
