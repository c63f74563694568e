import { expect } from "chai";
import type { Program } from "@onemachine/local-cloud";
import { findingsOf } from "../../src/report/findings";
import { compareRoutes } from "../../src/report/routes";
import { compareSettings } from "../../src/report/settings";
import { declared } from "../support/program";

type Json = any;

describe("the report on routes", () => {
  let program: Program;
  before(async () => {
    program = await declared("dev");
  });

  /** Returns the reported changes after an edit of the program's document. */
  async function changes(edit: (paths: Json, schemas: Json) => void) {
    const document = structuredClone(program.document) as Json;
    edit(document.paths, document.components.schemas);
    return (await compareRoutes(program, { ...program, document }))!;
  }

  async function breaking(edit: (paths: Json, schemas: Json) => void): Promise<Json[]> {
    const found = await changes(edit);
    return found.flatMap(({ name, details }) =>
      details.filter((detail) => detail.breaking).map(({ text }) => [name, text]),
    );
  }

  /** Finds the first operation that matches. */
  const operation = (paths: Json, holds: (operation: Json, method: string) => boolean): Json => {
    const all: [string, Json][] = Object.values(paths).flatMap((item: Json) => Object.entries(item));
    return all.find(([method, each]) => holds(each, method))![1];
  };
  const withBody = (paths: Json) => operation(paths, (each) => each.requestBody !== undefined);
  const bodySchema = (paths: Json, schemas: Json) =>
    schemas[withBody(paths).requestBody.content["application/json"].schema.$ref.split("/").at(-1)];

  /** Returns a response schema with one of its required fields. */
  const answer = (paths: Json, schemas: Json) => {
    const [, name] = /"20\d":.*?"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(withBody(paths)))!;
    const schema = schemas[name!];
    return { schema, field: schema.required[0] as string };
  };

  it("is empty for an unchanged document", async () => {
    expect(await changes(() => undefined)).to.deep.equal([]);
  });

  it("accepts changes that break no client", async () => {
    expect(
      await breaking((paths) => {
        const get = operation(paths, (_, method) => method === "get");
        get.summary = "another";
        get.parameters.push({ name: "extra", in: "query", required: false, schema: { type: "string" } });
        paths["/another"] = { get: { operationId: "another", responses: { 200: { description: "x" } } } };
      }),
    ).to.deep.equal([]);
  });

  it("marks a removed route as breaking", async () => {
    const found = await changes((paths) => {
      const [first] = Object.keys(paths);
      delete paths[first!].get;
    });
    expect(found.map(({ kind, details }) => [kind, details])).to.deep.equal([
      ["removed", [{ text: "clients that call it get 404", breaking: true }]],
    ]);
  });

  const published = (...routes: readonly string[]) => ({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: routes.reduce<Json>((paths, route) => {
      const [method, path] = route.split(" ");
      return {
        ...paths,
        [path!]: { ...paths[path!], [method!.toLowerCase()]: { responses: { 200: { description: "x" } } } },
      };
    }, {}),
  });
  const api = (body: unknown) => ({ type: "aws:apigateway/restApi:RestApi", inputs: { body: JSON.stringify(body) } });
  const response = (responseType: string, statusCode: string) => ({
    type: "aws:apigateway/response:Response",
    inputs: { responseType, statusCode },
  });
  const gone: readonly (readonly [
    what: string,
    resources: readonly object[],
    rest: readonly string[],
    text: string,
  ])[] = [
    ["an API without gateway responses", [api({})], [], "get 403"],
    ["an API without a document", [{ type: "aws:apigateway/restApi:RestApi", inputs: {} }], [], "get 403"],
    [
      "a response in the API's document",
      [api({ "x-amazon-apigateway-gateway-responses": { MISSING_AUTHENTICATION_TOKEN: { statusCode: 404 } } })],
      [],
      "get 404",
    ],
    ["a response as a resource", [api({}), response("MISSING_AUTHENTICATION_TOKEN", "410")], [], "get 410"],
    ["a response of another type", [api({}), response("DEFAULT_4XX", "410")], [], "get 403"],
    ["a route with a parameter in its place", [api({})], ["GET /a/{id}"], "reach GET /a/{id} instead"],
    ["a greedy route in its place", [api({})], ["GET /{path+}"], "reach GET /{path+} instead"],
    ["routes of another method and length", [api({})], ["PUT /a/{id}", "GET /{a}", "GET /a/{b}/{c+}"], "get 403"],
  ];
  for (const [what, resources, rest, text] of gone) {
    it(`describes what clients of a removed route get: ${what}`, async () => {
      const side = (...routes: readonly string[]) => ({ ...program, resources, document: published(...routes) });
      const found = await compareRoutes(
        side("GET /a/special", ...rest) as unknown as Program,
        side(...rest) as unknown as Program,
      );
      expect(found!.map(({ details }) => details)).to.deep.equal([
        [{ text: `clients that call it ${text}`, breaking: true }],
      ]);
    });
  }

  const edits: Record<string, (paths: Json, schemas: Json) => void> = {
    "a newly required field of the body": (paths, schemas) => {
      const schema = bodySchema(paths, schemas);
      schema.required = Object.keys(schema.properties);
    },
    "a smaller maximum length of a body field": (paths, schemas) => {
      const { properties } = bodySchema(paths, schemas);
      properties[Object.keys(properties)[0]!].maxLength = 3;
    },
    "a newly required parameter": (paths) => {
      operation(paths, (_, method) => method === "get").parameters.push({
        name: "extra",
        in: "query",
        required: true,
        schema: { type: "string" },
      });
    },
    "a removed parameter": (paths) => {
      operation(paths, (each, method) => method === "get" && each.parameters.length > 0).parameters.pop();
    },
    "a removed response": (paths) => {
      const { responses } = withBody(paths);
      delete responses[Object.keys(responses).find((status) => status.startsWith("2"))!];
    },
    "a removed response header": (paths) => {
      const { responses } = operation(paths, (each) => Object.values(each.responses).some((one: Json) => one.headers));
      delete (Object.values(responses).find((one: Json) => one.headers) as Json).headers;
    },
    "another type of a response field": (paths, schemas) => {
      const { schema, field } = answer(paths, schemas);
      schema.properties[field] = { type: "boolean" };
    },
    "a removed response field": (paths, schemas) => {
      const { schema, field } = answer(paths, schemas);
      delete schema.properties[field];
      schema.required = schema.required.filter((name: string) => name !== field);
    },
    "another kind of key": (paths) => {
      operation(paths, () => true).security = [{ token: [] }];
    },
  };
  for (const [what, edit] of Object.entries(edits)) {
    it(`marks ${what} as breaking`, async () => {
      expect(await breaking(edit)).not.to.deep.equal([]);
    });
  }

  it("does not mark a route that no longer requires a key as breaking", async () => {
    expect(await breaking((paths) => delete operation(paths, () => true).security)).to.deep.equal([]);
  });

  it("blocks each breaking route by its name", async () => {
    const routes = await changes(edits["another kind of key"]!);
    const [first] = routes;
    const found = { before: program, after: program, resources: [], routes, policies: [] };
    expect(findingsOf(found, [])).to.deep.equal([
      {
        name: first!.name,
        kind: "breaks clients",
        text: `${first!.route} (${first!.name}): requires token, and required apiKey`,
        allowed: false,
      },
    ]);
    expect(findingsOf(found, [first!.name]).map(({ allowed }) => allowed)).to.deep.equal([true]);
  });
});

describe("the report on settings", () => {
  it("lists each changed value with its path", () => {
    const plans = (rate: number, keys: readonly string[]) => JSON.stringify([{ rateLimit: rate, keys }]);
    expect(
      compareSettings(
        { "a:memory": "128", "a:plans": plans(1, ["x"]), "a:old": "true", "aws:region": "eu-central-1" },
        { "a:memory": "256", "a:plans": plans(2, ["x", "y"]), "a:new": "[]", "aws:region": "eu-central-1" },
      ),
    ).to.deep.equal([
      { key: "a:memory", before: "128", after: "256" },
      { key: "a:plans[0].rateLimit", before: "1", after: "2" },
      { key: "a:plans[0].keys[1]", before: undefined, after: '"y"' },
      { key: "a:new", before: undefined, after: "[]" },
      { key: "a:old", before: "true", after: undefined },
    ]);
  });
});
