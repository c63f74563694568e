import { expect } from "chai";
import { resource, type Resource, type Route } from "../../api/route/resource";
import { findMissingRoutes, findViolations } from "../../api/route/checks";
import { bucket } from "../../api/buckets/declaration";
import { bus } from "../../api/buses/declaration";
import type { Declarations } from "../../api/kinds";
import { parameter } from "../../api/parameters/declaration";
import { secret } from "../../api/secrets/declaration";
import { table, type DataAction } from "../../api/tables/declaration";
import { value } from "../../api/values/declaration";
import { thingResource, things } from "../support/thingResource";

const sentences = (...resources: readonly Resource[]) => [...findViolations(resources)];

describe("the checks of routes", () => {
  it("require a route of one resource", () => {
    const none = resource({ things }, () => []);
    expect(findMissingRoutes([none, thingResource({})])).to.deep.equal([]);
    for (const resources of [[], [none]]) {
      expect(findMissingRoutes(resources)).to.deep.equal([
        "the API has no route, and API Gateway deploys none without: declare one in a resource folder",
      ]);
    }
  });

  const described: readonly (readonly [word: string, declare: (declaration: never) => Declarations[string]])[] = [
    ["secret", secret],
    ["parameter", parameter],
  ];
  for (const [word, declare] of described) {
    it(`require a description of a ${word}`, () => {
      const sentencesOf = (description: unknown) =>
        sentences(resource({ vendorKey: declare({ logicalName: "VendorKey", description } as never) }, () => []));
      expect(sentencesOf("Key of the vendor")).to.deep.equal([]);
      expect(sentencesOf(" ")).to.deep.equal([`${word} vendorKey: its description is empty`]);
      expect(sentencesOf(undefined)).to.deep.equal([
        `${word} vendorKey: its description is undefined, and must be a text`,
      ]);
    });
  }

  it("accept the route that these tests change", () => expect(sentences(thingResource({}))).to.deep.equal([]));

  const id = { description: "An id", schema: { type: "string" } };
  const wrong: [string, Partial<Record<keyof Route, unknown>>, string][] = [
    [
      "a parameter in the form :id",
      { path: "/things/:id" },
      "route readThing: the path /things/:id writes the parameter id as :id: write {id}",
    ],
    [
      "a raw body above what Lambda receives",
      { body: { type: "raw", contentType: "text/csv", maxBytes: 4_500_001 } },
      "route readThing: maxBytes of its body is 4500001, and must be an integer from 1 to 4500000",
    ],
    [
      "a raw body with a parameter in its media type",
      { body: { type: "raw", contentType: "text/csv; charset=utf-8", maxBytes: 1 } },
      "route readThing: the content type text/csv; charset=utf-8 of its body must be a media type in lower case, without parameters",
    ],
    [
      "a response with a status that HTTP lacks",
      { responses: { 20: { description: "x" } } },
      "route readThing: its response 20 must have a status from 200 to 599",
    ],
    [
      "a response without a media type in its contentType",
      { responses: { 200: { description: "x", contentType: "pdf" } } },
      "route readThing: its response 200 has the contentType pdf, which is not a media type such as text/csv or application/pdf",
    ],
    [
      "a streamed response without a media type",
      { responses: { 200: { description: "x", streamed: true } } },
      "route readThing: its response 200 is streamed and has no contentType; add one, such as text/event-stream",
    ],
    [
      "a body for a status that has none",
      { responses: { 204: { description: "x", contentType: "text/csv" } } },
      "route readThing: its response 204 has the contentType text/csv, and an answer with the status 204 has no body",
    ],
    [
      "an error with the status of a success",
      { errors: { taken: { status: 200, message: "Taken" } } },
      "route readThing: the error taken has the status 200, which must be from 400 to 599",
    ],
    [
      "an error without a message",
      { errors: { taken: { status: 409, message: " " } } },
      "route readThing: the error taken has no message",
    ],
    [
      "no key and no reason",
      { withoutKey: "" },
      "route readThing: withoutKey is empty; it says why the route requires no key",
    ],
    ["no leading slash", { path: "things" }, "route readThing: the path things must begin with a slash"],
    ["a trailing slash", { path: "/things/" }, "route readThing: the path /things/ has an empty segment"],
    [
      "a parameter without a closing brace",
      { path: "/things/{id" },
      "route readThing: the path /things/{id has the segment {id: write letters, digits, . _ ~ - or one {parameter}",
    ],
    ["a parameter twice", { path: "/a/{id}/{id}" }, "route readThing: the path /a/{id}/{id} names {id} twice"],
    [
      "a parameter that is not in the path",
      { params: { key: id } },
      "route readThing: params names key, which is not in the path /things/{id}",
    ],
    [
      "an unknown action",
      { access: { things: ["ReadItem"] } },
      "route readThing: ReadItem is not an action on the table things; the actions are BatchGetItem, BatchWriteItem, ConditionCheckItem, DeleteItem, GetItem, PartiQLDelete, PartiQLInsert, PartiQLSelect, PartiQLUpdate, PutItem, Query, Scan, UpdateItem, DescribeStream, GetRecords, GetShardIterator",
    ],
    [
      "an empty list of scopes",
      { scopes: [] },
      "route readThing: scopes is empty; remove it to require read for GET and write for other methods",
    ],
    [
      "a scope that contains its resource server",
      { scopes: ["api/read"] },
      "route readThing: the scope api/read must be 1 to 256 letters, digits and . _ : -, and begin with a letter or digit",
    ],
    [
      "access to a table without an action",
      { access: { things: [] } },
      "route readThing: access to things lists no action; remove things from access",
    ],
    [
      "access to a name that its resource does not list",
      { access: { others: ["GetItem"] } },
      "route readThing: access names others, which its resource does not list",
    ],
    [
      "a name with a hyphen",
      { name: "read-thing" },
      "route read-thing: a name is 1 to 41 letters, digits and underscores, and begins with a letter",
    ],
    [
      "a keyword that is not checked",
      { query: { since: { description: "", schema: { type: "string", format: "date" } } } },
      "route readThing: since has the keyword format, which is not checked; keywords of type string are enum, pattern, minLength, maxLength, default",
    ],
    [
      "a type that is not checked",
      { body: { type: "object", properties: { a: { type: "null" } } } },
      "route readThing: a has the type null; types are string, integer, number, boolean, array, object",
    ],
    [
      "a required property that is not declared",
      { body: { type: "object", properties: {}, required: ["a"] } },
      "route readThing: the body requires a, which is not among its properties",
    ],
  ];
  for (const [what, change, sentence] of wrong) {
    it(`reject ${what}`, () => expect(sentences(thingResource(change))).to.deep.equal([sentence]));
  }

  it("reject two routes with the same name, or with the same method and path", () => {
    expect(sentences(thingResource({}), thingResource({ method: "PUT" }))).to.deep.equal([
      "two routes are named readThing: GET /things/{id} and PUT /things/{id}",
    ]);
    expect(sentences(thingResource({}), thingResource({ name: "twin" }))).to.deep.equal([
      "routes readThing and twin are both GET /things/{id}",
    ]);
  });

  it("reject different names for the parameter at one position of a path, as API Gateway does", () => {
    expect(sentences(thingResource({}), thingResource({ name: "other", path: "/things/{key}/parts" }))).to.deep.equal([
      "routes readThing and other use different names, {id} and {key}, for the parameter after /things/",
    ]);
  });
});

describe("the checks of tables", () => {
  const declare = (name: string, change: object): Resource => ({
    declarations: { [name]: { ...things, ...change } },
    routes: [],
    consumers: [],
  });

  it("reject two tables with the same name", () => {
    expect(sentences(declare("a", {}), declare("b", {}))).to.deep.equal(["table a and table b are both named Things"]);
    expect(sentences(declare("a", {}), declare("a", { logicalName: "Other" }))).to.deep.equal([
      "table a is declared twice, as Things and as Other",
    ]);
  });

  it("reject two names with the same environment variable", () => {
    expect(sentences(declare("shopItems", {}), declare("shop_items", { logicalName: "Other" }))).to.deep.equal([
      "table shopItems and table shop_items have the same environment variable, SHOP_ITEMS_TABLE_NAME; rename one",
    ]);
  });

  it("reject an object without a kind", () => {
    const { kind: _kind, ...untyped } = things;
    const bare = { declarations: { a: untyped }, routes: [], consumers: [] } as unknown as Resource;
    expect(sentences(bare)).to.deep.equal([
      "a is no declaration of a resource: declare it with table(), bucket(), secret(), parameter(), bus(), workflow(), queue(), topic()",
    ]);
  });

  it("reject a key attribute with two types", () => {
    const indexes = { byId: { partitionKey: { name: "id", type: "N" } } };
    expect(sentences(declare("a", { indexes }))).to.deep.equal(["table a: the key attribute id is S and N"]);
  });

  it("reject a secret or parameter with the name of a setting or of a value", () => {
    const prices = value({ name: "prices", description: "prices", schema: { type: "string" } });
    const shop = { prices: parameter({ logicalName: "Prices", description: "prices" }) };
    const taken = { timeout: secret({ logicalName: "Timeout", description: "a secret" }) };
    const found = sentences(
      thingResource({ values: [prices] }),
      resource(shop, () => []),
      resource(taken, () => []),
    );
    expect(found).to.deep.equal([
      "parameter prices: its name is that of a value; choose another",
      "secret timeout: its name is that of a setting; choose another",
    ]);
  });

  it("reject a table name that cannot be part of an environment variable's name", () => {
    expect(sentences(declare("a-b", {}))).to.deep.equal([
      "table a-b: its name must be letters, digits and underscores, because it becomes part of an environment variable's name",
    ]);
  });
});

describe("the types of a route", () => {
  // `npm run build` fails if a line after @ts-expect-error compiles.
  const declare = () =>
    resource({ things }, (route) => {
      const common = { name: "r", method: "GET", summary: "s", responses: { 200: { description: "d" } } } as const;
      const answer = () => () => Promise.resolve({ statusCode: 200 as const });
      return [
        // @ts-expect-error -- an action that DynamoDB does not have
        route({ ...common, path: "/a", access: { things: ["ReadItem"] }, callbackFactory: answer }),
        // @ts-expect-error -- a table that the resource does not list
        route({ ...common, path: "/a", access: { others: ["GetItem"] }, callbackFactory: answer }),
        // @ts-expect-error -- no leading slash
        route({ ...common, path: "a", access: {}, callbackFactory: answer }),
        route({
          ...common,
          path: "/a",
          access: {},
          // @ts-expect-error -- a parameter that is not in the path
          params: { id: { description: "", schema: { type: "string" } } },
          callbackFactory: answer,
        }),
        route({
          ...common,
          path: "/a",
          access: {},
          // @ts-expect-error -- a status that is not in responses
          callbackFactory: () => () => Promise.resolve({ statusCode: 201 as const }),
        }),
        route({
          ...common,
          path: "/a",
          access: {},
          responses: { 200: { description: "d", contentType: "application/pdf" } },
          // @ts-expect-error -- a binary body that is an object
          callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const, body: { pages: 1 } }),
        }),
        route({
          ...common,
          path: "/a",
          access: {},
          responses: { 200: { description: "d", contentType: "text/event-stream", streamed: true } },
          // @ts-expect-error -- a streamed body that is text
          callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const, body: "text" }),
        }),
        // @ts-expect-error -- an answer that is a string
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
              // @ts-expect-error -- a table that is not in access
              void tables.others;
              // @ts-expect-error -- a parameter that is not in the path
              void params.key;
              return Promise.resolve({ statusCode: 200, body: [typed, tables.things.name] });
            },
        }),
      ];
    });

  it("do not change a declaration at run time, where only the checks apply", () => {
    const actions = declare().routes.flatMap(({ access }) => Object.values(access).flat());
    expect(actions).to.deep.equal(["ReadItem" as DataAction, "GetItem", "GetItem"]);
  });
});

describe("the types of access", () => {
  // `npm run build` fails if a line after @ts-expect-error compiles.
  const declarations = {
    things: table({ logicalName: "AccessThings", partitionKey: { name: "id", type: "S" } }),
    files: bucket({ logicalName: "AccessFiles" }),
    key: secret({ logicalName: "AccessKey", description: "a key" }),
    text: parameter({ logicalName: "AccessText", description: "a text" }),
    changes: bus({ logicalName: "AccessChanges", events: [] }),
  };
  const declare = () =>
    resource(declarations, (route) => {
      const common = { name: "r", method: "GET", path: "/a", summary: "s" } as const;
      const rest = {
        ...common,
        responses: { 200: { description: "d" } },
        callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const }),
      };
      return [
        route({ ...rest, access: { things: ["GetItem"], files: ["GetObject"], key: ["GetSecretValue"] } }),
        route({ ...rest, access: { text: ["GetParameter"], changes: ["PutEvents"] } }),
        // @ts-expect-error -- an action of a bucket on a table
        route({ ...rest, access: { things: ["GetObject"] } }),
        // @ts-expect-error -- an action of a table on a bucket
        route({ ...rest, access: { files: ["GetItem"] } }),
        // @ts-expect-error -- an action of a parameter on a secret
        route({ ...rest, access: { key: ["GetParameter"] } }),
        // @ts-expect-error -- an action of a secret on a parameter
        route({ ...rest, access: { text: ["GetSecretValue"] } }),
        // @ts-expect-error -- an action of a table on a bus
        route({ ...rest, access: { changes: ["PutItem"] } }),
        // @ts-expect-error -- writing a secret, which no kind allows
        route({ ...rest, access: { key: ["PutSecretValue"] } }),
      ];
    });

  it("accept the actions of each kind alone, and do not change a declaration at run time", () => {
    const actions = declare().routes.flatMap(({ access }) => Object.values(access).flat());
    const allowed = ["GetItem", "GetObject", "GetSecretValue", "GetParameter", "PutEvents"];
    const refused = ["GetObject", "GetItem", "GetParameter", "GetSecretValue", "PutItem", "PutSecretValue"];
    expect(actions).to.deep.equal([...allowed, ...refused]);
  });
});
