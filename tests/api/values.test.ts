import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { findViolations } from "../../api/route/checks";
import { resource } from "../../api/route/resource";
import { value, valueVariable, type ValueDeclaration } from "../../api/values/declaration";
import { openParameters } from "../../api/parameters/open";
import { openValues } from "../../api/values/open";
import { readValues } from "../../api/values/read";
import { fakeDynamoDb, type FakeDynamoDb } from "../support/artefact";

const currency = value({
  name: "currency",
  description: "the currency of prices",
  schema: { type: "string", enum: ["EUR", "USD"] },
});
const pageSize = value({
  name: "pageSize",
  description: "entries of a page",
  schema: { type: "integer", minimum: 1, maximum: 500, default: 50 },
});
const signingKey = value({
  name: "signingKey",
  description: "the key that signs links",
  schema: { type: "string", minLength: 8 },
  secret: true,
});

describe("reading values from the stack's configuration", () => {
  type Read = readonly [declaration: ValueDeclaration, text: string | undefined, isSecret?: boolean];

  async function read([declaration, text, isSecret = false]: Read) {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "shop", "dev");
    const key = `shop:${declaration.name}`;
    pulumi.runtime.setAllConfig(text === undefined ? {} : { [key]: text }, isSecret ? [key] : []);
    return readValues([declaration])[declaration.name]!;
  }
  after(() => pulumi.runtime.setAllConfig({}));

  it("returns texts of checked values, and defaults", async () => {
    expect(await read([currency, "EUR"])).to.equal("EUR");
    expect(await read([pageSize, "7"])).to.equal("7");
    expect(await read([pageSize, undefined])).to.equal("50");
    const digits = value({ name: "code", description: "a code", schema: { type: "string" } });
    expect(await read([digits, "007"])).to.equal("007");
  });

  it("returns a secret as a secret of Pulumi", async () => {
    const output = (await read([signingKey, "hush-hush", true])) as pulumi.Output<string>;
    expect(await pulumi.isSecret(output)).to.equal(true);
    expect(await new Promise((resolve) => output.apply(resolve))).to.equal("hush-hush");
  });

  const remedy =
    "set it with pulumi config set --secret shop:signingKey, or for a local run with --secret shop:signingKey=VALUE";
  const refused: [what: string, read: Read, sentence: string][] = [
    ["a missing value", [currency, undefined], "shop:currency is missing (the currency of prices)"],
    ["a word that is not listed", [currency, "CHF"], 'shop:currency is "CHF": it must be one of EUR, USD'],
    ["a number above the range", [pageSize, "501"], "shop:pageSize is 501: it must be an integer from 1 to 500"],
    ["text for a number", [pageSize, "many"], 'shop:pageSize is "many": it must be an integer from 1 to 500'],
    ["an object", [pageSize, "{}"], "shop:pageSize is {}: it must be an integer from 1 to 500"],
    [
      "an encrypted value that is not declared as secret",
      [currency, "EUR", true],
      "shop:currency is encrypted, and its declaration has no secret: true; a function would receive it as a plain variable",
    ],
    ["a missing secret", [signingKey, undefined], `shop:signingKey is missing (the key that signs links): ${remedy}`],
    ["a secret in plain text", [signingKey, "hush-hush"], `shop:signingKey is in plain text: ${remedy}`],
    [
      "a secret that is too short, without quoting it",
      [signingKey, "hush", true],
      "shop:signingKey: it must be a string of at least 8 characters",
    ],
    [
      "a secret above the size of a standard parameter",
      [signingKey, "é".repeat(2049), true],
      "shop:signingKey: it has 4098 bytes, and must have 1 to 4096",
    ],
  ];
  for (const [what, each, sentence] of refused) {
    it(`rejects ${what}`, async () => {
      const error: unknown = await read(each).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(pulumi.RunError);
      expect((error as Error).message).to.equal(sentence);
    });
  }
});

describe("the environment variable of a value", () => {
  it("is that of no other name", () => {
    const names = ["pageSize", "pagesize", "pageSIZE", "page", "pageSizeValue", "pageParameterName"];
    const all = names.flatMap((name) => [valueVariable({ name }), valueVariable({ name, secret: true })]);
    expect(all).to.include.members(["PAGE_SIZE_VALUE", "PAGE_SIZE_PARAMETER_NAME", "PAGE_S_I_Z_E_VALUE"]);
    expect(new Set(all).size).to.equal(all.length);
  });
});

describe("the checks of values", () => {
  const sentences = (...values: object[]) => [
    ...findViolations([
      resource({}, (route) => [
        route({
          name: "readShop",
          method: "GET",
          path: "/shop",
          access: {},
          summary: "Reads",
          values: values as unknown as [],
          responses: { 200: { description: "It" } },
          callbackFactory: () => () => Promise.resolve({ statusCode: 200 as const }),
        }),
      ]),
    ]),
  ];
  const wrong: [what: string, values: object[], sentence: string][] = [
    [
      "a name that Lambda does not accept in a variable",
      [{ ...currency, name: "page-size" }],
      "value page-size: its name must be 1 to 64 letters and digits, and begin with a lower-case letter",
    ],
    [
      "the name of a setting",
      [{ ...currency, name: "timeout" }],
      "value timeout: its name is that of a setting; choose another",
    ],
    ["no description", [{ ...currency, description: " " }], "value currency: its description is empty"],
    [
      "an unknown key",
      [{ ...currency, secrets: true }],
      "value currency: it has the key secrets; its keys are name, description, schema, secret",
    ],
    [
      "an object",
      [{ ...currency, schema: { type: "object", properties: {} } }],
      "value currency: its type is object; types are string, integer, number, boolean",
    ],
    [
      "a secret number",
      [{ ...signingKey, schema: { type: "integer" } }],
      "value signingKey: it is secret, so its type must be string",
    ],
    [
      "a secret with a default",
      [{ ...signingKey, schema: { type: "string", default: "x" } }],
      "value signingKey: it is secret, so it must have no default, which the program would contain",
    ],
    ["a value twice", [currency, currency], "route readShop: values lists currency twice"],
    [
      "two declarations of one name",
      [currency, { ...currency }],
      "value currency is declared twice; import one declaration in both places",
    ],
  ];
  for (const [what, values, sentence] of wrong) {
    it(`reject ${what}`, () => expect(sentences(...values)).to.deep.equal([sentence]));
  }

  it("accept plain and secret values", () => expect(sentences(currency, pageSize, signingKey)).to.deep.equal([]));
});

describe("the types of values", () => {
  // `npm run build` fails if a line after @ts-expect-error compiles.
  const declare = () => {
    const text = { name: "a", description: "d", schema: { type: "string" } } as const;
    // @ts-expect-error -- a secret that is a number
    value({ ...text, schema: { type: "integer" }, secret: true });
    // @ts-expect-error -- a secret with a default, which the program would contain
    value({ ...text, schema: { type: "string", default: "x" }, secret: true });
    // @ts-expect-error -- a key that does not exist
    value({ ...text, secrets: true });
    // @ts-expect-error -- an object
    value({ ...text, schema: { type: "object", properties: {} } });
    const common = { name: "r", method: "GET", path: "/a", access: {}, summary: "s" } as const;
    const responses = { 200: { description: "d" } } as const;
    return resource({}, (route) => [
      route({
        ...common,
        responses,
        callbackFactory: (context) => {
          // @ts-expect-error -- a route without values
          const values: unknown = context.values;
          return () => Promise.resolve({ statusCode: 200 as const, body: values });
        },
      }),
      route({
        name: "r",
        method: "GET",
        path: "/a",
        access: {},
        summary: "s",
        values: [currency, pageSize, signingKey],
        responses: { 200: { description: "d" } },
        callbackFactory:
          ({ values }) =>
          async () => {
            const typed: ["EUR" | "USD", number, string] = [
              values.currency,
              values.pageSize,
              await values.signingKey(),
            ];
            // @ts-expect-error -- a value that the route does not list
            void values.other;
            // @ts-expect-error -- a secret is read by a call
            const key: string = values.signingKey;
            return { statusCode: 200, body: [typed, key] };
          },
      }),
    ]);
  };

  it("do not change a declaration at run time", () => {
    expect(declare().routes[1].values).to.deep.equal([currency, pageSize, signingKey]);
  });
});

describe("opening values", () => {
  const variables: Record<string, string> = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    PAGE_SIZE_VALUE: "7",
    CODE_VALUE: "007",
    IS_OPEN_VALUE: "true",
    SIGNING_KEY_PARAMETER_NAME: "signing-key",
  };
  const signingKeyVariable = { signingKey: "SIGNING_KEY_PARAMETER_NAME" };
  const names = [...Object.keys(variables), "AWS_ENDPOINT_URL_SSM"];
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  let parameters: FakeDynamoDb;

  beforeEach(async () => {
    parameters = await fakeDynamoDb();
    parameters.answer.body = { Parameter: { Value: "first" } };
    Object.assign(process.env, variables, { AWS_ENDPOINT_URL_SSM: parameters.endpoint });
  });
  afterEach(async () => {
    await parameters.stop();
    for (const name of names) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  it("converts variables to the declared types", () => {
    const opened = openValues([
      { name: "pageSize", variable: "PAGE_SIZE_VALUE", type: "integer" },
      { name: "code", variable: "CODE_VALUE", type: "string" },
      { name: "isOpen", variable: "IS_OPEN_VALUE", type: "boolean" },
    ]);
    expect(opened).to.deep.equal({ pageSize: 7, code: "007", isOpen: true });
  });

  it("reads a secret once for simultaneous and later calls, and again after five minutes", async () => {
    let now = 0;
    const read = openParameters(signingKeyVariable, () => now)["signingKey"]!;
    expect(parameters.operations).to.deep.equal([]);
    expect(await Promise.all([read(), read()])).to.deep.equal(["first", "first"]);
    parameters.answer.body = { Parameter: { Value: "second" } };
    now = 299_999;
    expect(await read()).to.equal("first");
    expect(parameters.operations).to.deep.equal(["GetParameter"]);
    now = 300_000;
    expect(await read()).to.equal("second");
    expect(parameters.operations).to.deep.equal(["GetParameter", "GetParameter"]);
  });

  it("keeps the older secret while Parameter Store fails, and asks again", async () => {
    let now = 0;
    const read = openParameters(signingKeyVariable, () => now)["signingKey"]!;
    const refusal = { statusCode: 400, body: { __type: "AccessDeniedException", message: "no" } };
    const failed = async () => {
      parameters.answer = refusal;
      return read().catch((error: Error) => error.name);
    };
    expect(await failed()).to.equal("AccessDeniedException");
    parameters.answer = { statusCode: 200, body: { Parameter: { Value: "first" } } };
    expect(await read()).to.equal("first");
    now = 300_000;
    expect(await failed()).to.equal("first");
    parameters.answer = { statusCode: 200, body: { Parameter: { Value: "second" } } };
    expect(await read()).to.equal("second");
  });
});
