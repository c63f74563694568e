import { expect } from "chai";
import type { Program } from "@onemachine/local-cloud";
import { findingsOf } from "../../src/report/findings";
import { routeChanges } from "../../src/report/routes";
import { settingChanges } from "../../src/report/settings";
import { declared } from "../support/program";

type Json = any;

describe("the report on routes", () => {
  let program: Program;
  before(async () => {
    program = await declared("dev");
  });

  /** What the report says of the program's own document once it is changed. */
  async function changes(edit: (paths: Json, schemas: Json) => void) {
    const document = structuredClone(program.document) as Json;
    edit(document.paths, document.components.schemas);
    return (await routeChanges(program, { ...program, document }))!;
  }

  async function breaking(edit: (paths: Json, schemas: Json) => void): Promise<Json[]> {
    const found = await changes(edit);
    return found.flatMap(({ name, details }) =>
      details.filter((detail) => detail.breaking).map(({ text }) => [name, text]),
    );
  }

  /** The first operation that holds what is asked for. */
  const operation = (paths: Json, holds: (operation: Json, method: string) => boolean): Json => {
    const all: [string, Json][] = Object.values(paths).flatMap((item: Json) => Object.entries(item));
    return all.find(([method, each]) => holds(each, method))![1];
  };
  const withBody = (paths: Json) => operation(paths, (each) => each.requestBody !== undefined);
  const bodySchema = (paths: Json, schemas: Json) =>
    schemas[withBody(paths).requestBody.content["application/json"].schema.$ref.split("/").at(-1)];

  /** A schema that an answer names, with a field that it always holds. */
  const answer = (paths: Json, schemas: Json) => {
    const [, name] = /"20\d":.*?"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(withBody(paths)))!;
    const schema = schemas[name!];
    return { schema, field: schema.required[0] as string };
  };

  it("says nothing of a document that is as it was", async () => {
    expect(await changes(() => undefined)).to.deep.equal([]);
  });

  it("lets through what breaks no client", async () => {
    expect(
      await breaking((paths) => {
        const get = operation(paths, (_, method) => method === "get");
        get.summary = "another";
        get.parameters.push({ name: "extra", in: "query", required: false, schema: { type: "string" } });
        paths["/another"] = { get: { operationId: "another", responses: { 200: { description: "x" } } } };
      }),
    ).to.deep.equal([]);
  });

  it("marks a route that is gone", async () => {
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
    it(`says what clients of a route that is gone meet: ${what}`, async () => {
      const side = (...routes: readonly string[]) => ({ ...program, resources, document: published(...routes) });
      const found = await routeChanges(
        side("GET /a/special", ...rest) as unknown as Program,
        side(...rest) as unknown as Program,
      );
      expect(found!.map(({ details }) => details)).to.deep.equal([
        [{ text: `clients that call it ${text}`, breaking: true }],
      ]);
    });
  }

  const edits: Record<string, (paths: Json, schemas: Json) => void> = {
    "a field of the body that is required now": (paths, schemas) => {
      const schema = bodySchema(paths, schemas);
      schema.required = Object.keys(schema.properties);
    },
    "a field of the body that may be shorter only": (paths, schemas) => {
      const { properties } = bodySchema(paths, schemas);
      properties[Object.keys(properties)[0]!].maxLength = 3;
    },
    "a parameter that is required now": (paths) => {
      operation(paths, (_, method) => method === "get").parameters.push({
        name: "extra",
        in: "query",
        required: true,
        schema: { type: "string" },
      });
    },
    "a parameter that is gone": (paths) => {
      operation(paths, (each, method) => method === "get" && each.parameters.length > 0).parameters.pop();
    },
    "an answer that is gone": (paths) => {
      const { responses } = withBody(paths);
      delete responses[Object.keys(responses).find((status) => status.startsWith("2"))!];
    },
    "a header of an answer that is gone": (paths) => {
      const { responses } = operation(paths, (each) => Object.values(each.responses).some((one: Json) => one.headers));
      delete (Object.values(responses).find((one: Json) => one.headers) as Json).headers;
    },
    "another type of a field in an answer": (paths, schemas) => {
      const { schema, field } = answer(paths, schemas);
      schema.properties[field] = { type: "boolean" };
    },
    "a field that an answer holds no more": (paths, schemas) => {
      const { schema, field } = answer(paths, schemas);
      delete schema.properties[field];
      schema.required = schema.required.filter((name: string) => name !== field);
    },
    "another kind of key": (paths) => {
      operation(paths, () => true).security = [{ token: [] }];
    },
  };
  for (const [what, edit] of Object.entries(edits)) {
    it(`marks ${what}`, async () => {
      expect(await breaking(edit)).not.to.deep.equal([]);
    });
  }

  it("does not take a route that needs no key any more for one that breaks clients", async () => {
    expect(await breaking((paths) => delete operation(paths, () => true).security)).to.deep.equal([]);
  });

  it("stops at each route that breaks clients, by its name", async () => {
    const routes = await changes(edits["another kind of key"]!);
    const [first] = routes;
    const found = { before: program, after: program, resources: [], routes, policies: [] };
    expect(findingsOf(found, [])).to.deep.equal([
      {
        name: first!.name,
        kind: "breaks clients",
        text: `${first!.route} (${first!.name}): wants token, and wanted apiKey`,
        allowed: false,
      },
    ]);
    expect(findingsOf(found, [first!.name]).map(({ allowed }) => allowed)).to.deep.equal([true]);
  });
});

describe("the report on settings", () => {
  it("tells each value that is another, by its path", () => {
    const plans = (rate: number, keys: readonly string[]) => JSON.stringify([{ rateLimit: rate, keys }]);
    expect(
      settingChanges(
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
