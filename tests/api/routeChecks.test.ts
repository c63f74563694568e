import { expect } from "chai";
import { resource, type Resource, type Route } from "../../api/route/resource";
import { violations } from "../../api/route/checks";
import { table, type DataAction } from "../../api/tables/declaration";

const things = table({ logicalName: "Things", partitionKey: { name: "id", type: "S" } });

/** A route that is right but for what a test changes, past the type system as plain JavaScript would be. */
function one(change: Partial<Record<keyof Route, unknown>>): Resource {
  return resource({ things }, (route) => [
    route({
      name: "readThing",
      method: "GET",
      path: "/things/{id}",
      access: { things: ["GetItem"] },
      summary: "Reads a thing",
      responses: { 200: { description: "The thing" } },
      callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const }),
      ...(change as object),
    }),
  ]);
}

const sentences = (...resources: readonly Resource[]) => [...violations(resources)];

describe("declared routes", () => {
  it("are right as they are written in this test", () => expect(sentences(one({}))).to.deep.equal([]));

  const id = { description: "An id", schema: { type: "string" } };
  const wrong: [string, Partial<Record<keyof Route, unknown>>, string][] = [
    [
      "a parameter as other routers write it",
      { path: "/things/:id" },
      "route readThing: the path /things/:id writes the parameter id as :id: write {id}",
    ],
    ["no leading slash", { path: "things" }, "route readThing: the path things must begin with a slash"],
    ["a trailing slash", { path: "/things/" }, "route readThing: the path /things/ has an empty segment"],
    [
      "half a parameter",
      { path: "/things/{id" },
      "route readThing: the path /things/{id has the segment {id: write letters, digits, . _ ~ - or one {parameter}",
    ],
    ["a parameter twice", { path: "/a/{id}/{id}" }, "route readThing: the path /a/{id}/{id} names {id} twice"],
    [
      "a parameter that the path does not have",
      { params: { key: id } },
      "route readThing: params names key, which is not in the path /things/{id}",
    ],
    [
      "an action that is none",
      { access: { things: ["ReadItem"] } },
      "route readThing: ReadItem is no action on data; those are BatchGetItem, BatchWriteItem, DeleteItem, GetItem, PutItem, Query, Scan, UpdateItem",
    ],
    ["no scope", { scopes: [] }, "route readThing: scopes names none; leave it out for read or write"],
    [
      "a scope with its resource server",
      { scopes: ["api/read"] },
      "route readThing: the scope api/read must be 1 to 256 letters, digits and . _ : -, and begin with a letter or digit",
    ],
    ["no action", { access: { things: [] } }, "route readThing: access to things names no action; leave the table out"],
    [
      "a table of nobody",
      { access: { others: ["GetItem"] } },
      "route readThing: access names the table others, which its resource does not",
    ],
    [
      "a name with a hyphen",
      { name: "read-thing" },
      "route read-thing: a name is 1 to 41 letters, digits and underscores, and begins with a letter",
    ],
    [
      "a keyword that nothing checks",
      { query: { since: { description: "", schema: { type: "string", format: "date" } } } },
      "route readThing: since says format, which nothing checks; a string may say enum, pattern, minLength, maxLength, default",
    ],
    [
      "a type that nothing checks",
      { body: { type: "object", properties: { a: { type: "null" } } } },
      "route readThing: a has the type null; types are string, integer, number, boolean, array, object",
    ],
    [
      "a required property that is not there",
      { body: { type: "object", properties: {}, required: ["a"] } },
      "route readThing: the body requires a, which is not among its properties",
    ],
  ];
  for (const [what, change, sentence] of wrong) {
    it(`are refused with ${what}`, () => expect(sentences(one(change))).to.deep.equal([sentence]));
  }

  it("are refused with one name, or one method and path", () => {
    expect(sentences(one({}), one({ method: "PUT" }))).to.deep.equal([
      "two routes are named readThing: GET /things/{id} and PUT /things/{id}",
    ]);
    expect(sentences(one({}), one({ name: "twin" }))).to.deep.equal([
      "routes readThing and twin are both GET /things/{id}",
    ]);
  });

  it("are refused with two names for one part of a path, as API Gateway refuses them", () => {
    expect(sentences(one({}), one({ name: "other", path: "/things/{key}/parts" }))).to.deep.equal([
      "routes readThing and other name one part of /things/ differently, {id} and {key}",
    ]);
  });
});

describe("declared tables", () => {
  const declared = (name: string, change: object): Resource => ({
    tables: { [name]: { ...things, ...change } },
    routes: [],
  });

  it("are refused with one name", () => {
    expect(sentences(declared("a", {}), declared("b", {}))).to.deep.equal(["tables a and b are both named Things"]);
    expect(sentences(declared("a", {}), declared("a", { logicalName: "Other" }))).to.deep.equal([
      "table a is declared twice, as Things and as Other",
    ]);
  });

  it("are refused with a key attribute of two types", () => {
    const indexes = { byId: { partitionKey: { name: "id", type: "N" } } };
    expect(sentences(declared("a", { indexes }))).to.deep.equal(["table a: the key attribute id is S and N"]);
  });

  it("are refused with a name that no environment variable can bear", () => {
    expect(sentences(declared("a-b", {}))).to.deep.equal([
      "table a-b: its name must be letters, digits and underscores, because an environment variable bears it",
    ]);
  });
});

describe("a route's types", () => {
  // What must not compile stands behind @ts-expect-error: `npm run build` fails when it does.
  const declare = () =>
    resource({ things }, (route) => {
      const common = { name: "r", method: "GET", summary: "s", responses: { 200: { description: "d" } } } as const;
      const answer = () => () => Promise.resolve({ statusCode: 200 as const });
      return [
        // @ts-expect-error -- an action that DynamoDB does not have
        route({ ...common, path: "/a", access: { things: ["ReadItem"] }, callbackFactory: answer }),
        // @ts-expect-error -- a table that the resource does not name
        route({ ...common, path: "/a", access: { others: ["GetItem"] }, callbackFactory: answer }),
        // @ts-expect-error -- no leading slash
        route({ ...common, path: "a", access: {}, callbackFactory: answer }),
        route({
          ...common,
          path: "/a",
          access: {},
          // @ts-expect-error -- a value that the path does not have
          params: { id: { description: "", schema: { type: "string" } } },
          callbackFactory: answer,
        }),
        route({
          ...common,
          path: "/a",
          access: {},
          // @ts-expect-error -- a status that responses does not name
          callbackFactory: () => () => Promise.resolve({ statusCode: 201 as const }),
        }),
        // @ts-expect-error -- an answer that is none
        route({ ...common, path: "/a", access: {}, callbackFactory: () => () => Promise.resolve("text") }),
        route({
          ...common,
          path: "/a/{id}",
          access: { things: ["GetItem"] },
          query: { size: { description: "", schema: { type: "integer", default: 1 } } },
          headers: { "X-Mode": { description: "", schema: { type: "string", enum: ["a", "b"] } } },
          callbackFactory:
            ({ tables }) =>
            ({ params, query, headers, body }) => {
              const typed: [string, number, "a" | "b" | undefined, undefined] = [
                params.id,
                query.size,
                headers["X-Mode"],
                body,
              ];
              // @ts-expect-error -- a table that access does not name
              void tables.others;
              // @ts-expect-error -- a value that the path does not have
              void params.key;
              return Promise.resolve({ statusCode: 200, body: [typed, tables.things.name] });
            },
        }),
      ];
    });

  it("leave what they allow at run time to the checks", () => {
    const actions = declare().routes.flatMap(({ access }) => Object.values(access).flat());
    expect(actions).to.deep.equal(["ReadItem" as DataAction, "GetItem", "GetItem"]);
  });
});
