import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { renderRequestBody, mapAnswer } from "../../src/apigateway/integrations/integrationMapping";
import { createOverrides, requestOverrides, responseOverrides } from "../../src/apigateway/integrations/overrides";
import { renderTemplate } from "../../src/apigateway/integrations/templates";
import { exchangeOf, integrationOf, methodOf, requestOf, stageOf } from "../support/exchange";

type Row = readonly [says: string, template: string, text: string];

const authorizer = { principalId: "me", admin: true, count: 3, claims: { sub: "s", "cognito:groups": ["a"] } };
const body = JSON.stringify({
  list: [1, "a", { k: [true, null] }],
  map: { a: "b", inner: [{ x: "y" }] },
  "dotted.name": { "with space": 1 },
  items: [{ id: 1, tags: ["x"] }, { id: 2 }],
  text: 'say "hi"',
  empty: [],
});

const render = (template: string, of: { body?: string; authorizer?: object | undefined } = {}) =>
  renderTemplate(
    template,
    exchangeOf({
      query: "q=1",
      request: requestOf({ headers: [["X-Name", "value"]] }),
      match: { method: methodOf(), pathParameters: { id: "7" } },
      stage: stageOf({ variables: { table: "things" } }),
      ...("authorizer" in of
        ? of.authorizer === undefined
          ? {}
          : { authorizer: of.authorizer as never }
        : { authorizer }),
    }),
    { body: of.body ?? body, overrides: createOverrides() },
  );

const holds = (rows: readonly Row[]) => {
  for (const [says, template, text] of rows) it(says, () => expect(render(template)).to.equal(text));
};

describe("what a template finds below $context", () => {
  holds([
    [
      "is what the authorizer found out, as text",
      "$context.authorizer.principalId $context.authorizer.admin $context.authorizer.count",
      "me true 3",
    ],
    [
      "is a claim, by dot, brackets and get",
      '$context.authorizer.claims.sub $context.authorizer.claims["sub"] $context["authorizer"].claims.get("sub")',
      "s s s",
    ],
    ["is a claim whose name is no identifier", '$context.authorizer.claims["cognito:groups"]', '["a"]'],
    ["is the trace", "$context.xrayTraceId", "Root=1-0-0"],
  ]);

  const absent = [
    "$context.nothing",
    "${context.nothing}",
    "$context.nothing.at.all",
    '$context["nothing"]',
    '$context.nothing["x"]',
    "$context.nothing()",
    "$context.identity.user",
    "$context.identity.cognitoIdentityId",
    "$context.identity.nothing",
    "$context.authorizer.nothing",
    "$context.authorizer.claims.nothing",
    "$context.error.message",
    "$stageVariables.nothing",
    '$stageVariables.get("nothing")',
    "$input.params('nothing')",
    "$input.params().header.nothing",
    "$input.path('$.nothing')",
    "$input.path('$.nothing.deep[0]')",
    "$input.path('$.list[9]')",
    "$input.nothing",
    "$util.nothing('x')",
  ];
  for (const reference of absent)
    it(`is empty for ${reference}`, () => expect(render(`[${reference}]`)).to.equal("[]"));

  it("is empty below an authorizer that a method does not have", () => {
    const template = '{"id": "$context.authorizer.principalId", "sub": "$context.authorizer.claims.sub"}';
    expect(render(template, { authorizer: undefined })).to.equal('{"id": "", "sub": ""}');
    const loop = "[#foreach($key in $context.authorizer.keySet())$key#end]";
    expect([render(loop, { authorizer: undefined }), render(loop)]).to.deep.equal([
      "[]",
      "[principalIdadmincountclaims]",
    ]);
  });

  holds([
    ["is empty in a concatenation, too", `#set($x = "a" + $context.nothing + "b")$x`, "ab"],
    ["is empty in double quotes", `#set($x = "a$context.nothing.b")$x`, "a"],
    ["does not hold in a condition", "#if($context.nothing)yes#{else}no#end", "no"],
    ["leaves other references as they are written", "$nothing.a ${nothing} $list.x", "$nothing.a ${nothing} $list.x"],
  ]);
});

// localstack/localstack#12379, tested on AWS: a list from JSON prints as JSON, including nested values; a map prints as
// in Java.
describe("what a template reads of JSON", () => {
  holds([
    ["prints a list as JSON", "$input.path('$.list')", '[1,"a",{"k":[true,null]}]'],
    ["prints an empty list", "$input.path('$.empty')", "[]"],
    ["prints a map as Java does, and the lists in it as JSON", "$input.path('$.map')", '{a=b, inner=[{"x":"y"}]}'],
    [
      "prints what util.parseJson read alike",
      `$util.parseJson($input.json('$.list'))|$util.parseJson($input.json('$.map'))`,
      '[1,"a",{"k":[true,null]}]|{a=b, inner=[{"x":"y"}]}',
    ],
    [
      "prints a list that a variable has",
      "#set($l = $input.path('$.list'))$l $l[2].k",
      '[1,"a",{"k":[true,null]}] [true,null]',
    ],
    [
      "prints what a template adds to it as JSON",
      `#set($l = $input.path('$.empty'))#set($x = $l.add({"a": ["b"]}))$l`,
      '[{"a":["b"]}]',
    ],
    [
      "prints a list of its own, and a part of one, as Java does",
      `#set($l = ["a", 1])$l$input.path('$.list').subList(0, 2)`,
      "[a, 1][1, a]",
    ],
    ["loops over a list", "#foreach($i in $input.path('$.items'))$i.id,#end", "1,2,"],
    [
      "gives JSON of every part",
      "$input.json('$.map')$input.json('$.text')$input.json('$.list[0]')",
      '{"a":"b","inner":[{"x":"y"}]}"say \\"hi\\""1',
    ],
    ["gives an empty text of JSON for nothing", "$input.json('$.nothing')", '""'],
  ]);

  for (const [text, printed] of [
    ["1", "1"],
    ["1.0", "1.0"],
    ["-0.5", "-0.5"],
    ["1.50", "1.5"],
    ["1e3", "1000.0"],
    ["9007199254740993", "9007199254740993"],
    ["-123456789012345678901234567890", "-123456789012345678901234567890"],
  ] as const)
    it(`keeps the number ${text}`, () => {
      const of = { body: `{"n": ${text}, "s": "${text}"}` };
      expect(render("$input.path('$.n') $input.json('$.n') $input.json('$')", of)).to.equal(
        `${printed} ${printed} {"n":${printed},"s":"${text}"}`,
      );
    });

  it("takes a text for no number, whatever it contains", () => {
    const of = { body: JSON.stringify({ s: "\uFDD31", t: 'a "9007199254740993" b', u: "\\" }) };
    expect(render("$input.json('$')", of)).to.equal(of.body);
  });

  // Captures of API Gateway in api-gateway-mapping-template 0.0.8, test/_.md.
  for (const [sent, path, json] of [
    ["", "{}", "{}"],
    ["{}", "{}", "{}"],
    ["a=b", "a=b", '"a=b"'],
    ['"a=b"', "a=b", '"a=b"'],
    ["a{b", "a{b", '"a{b"'],
    ["null{", "null{", '"null{"'],
    ["[1, 2]", "[1,2]", "[1,2]"],
  ] as const)
    it(`reads the body ${sent === "" ? "(none)" : sent}`, () =>
      expect(render("$input.path('$')|$input.json('$')", { body: sent })).to.equal(`${path}|${json}`));

  it("answers 400 if a template parses a body that starts like JSON but is invalid", () => {
    const failure = (sent: string, template: string) => {
      const integration = integrationOf({ requestTemplates: { "application/json": template } });
      const exchange = exchangeOf({ method: { integration }, request: requestOf({ body: Buffer.from(sent) }) });
      try {
        return renderRequestBody(exchange, createOverrides());
      } catch (error) {
        return [(error as GatewayError).status, (error as GatewayError).message];
      }
    };
    for (const sent of ["{a", "[a", '"a', '{"a": 01}'])
      expect(failure(sent, "$input.json('$')")).to.deep.equal([400, "Could not process payload"]);
    expect(failure("{a", "$input.body")).to.equal("{a");
  });

  it("answers 500 where the integration's own answer is no JSON", () => {
    const response = {
      statusCode: 200,
      responseParameters: {},
      responseTemplates: { "text/plain": "$input.json('$')" },
    };
    const answered = () =>
      mapAnswer(exchangeOf(), response, { body: "{a", unmappedBody: "", overrides: createOverrides() });
    expect(answered).to.throw("Internal server error");
  });

  it("parses in linear time what a client sends", () => {
    // Work that is not linear would not end within the timeout of the test.
    expect(() => render("$input.json('$')", { body: `{"a": "${'\\"'.repeat(200_000)}` })).to.throw();
    expect(() => render("$input.json('$')", { body: `[${"1".repeat(400_000)}` })).to.throw();
  });
});

// Goessner's JSONPath, to which API Gateway's mapping template reference refers.
describe("a path of JSON", () => {
  holds([
    [
      "names a value by dot and brackets",
      `$input.path('$.map.a')$input.path("$['map']['a']")$input.path("$.map['a']")`,
      "bbb",
    ],
    ["names what has dots and blanks in its name", `$input.path("$['dotted.name']['with space']")`, "1"],
    ["counts from the end of a list", "$input.json('$.list[-1]')", '{"k":[true,null]}'],
    ["names all of a list or a map", "$input.path('$.items[*].id')$input.path('$.map.*')", '[1,2]["b",[{"x":"y"}]]'],
    ["names what is anywhere below", "$input.path('$..id')$input.path('$..tags')", '[1,2][["x"]]'],
    ["names an empty list where several could be", "$input.path('$..nothing')$input.json('$.empty[*]')", "[][]"],
  ]);
});

// "Use a mapping template to override an API's request and response parameters".
describe("brackets in an assignment", () => {
  for (const target of [
    `$context["requestOverride"].querystring["a"]`,
    `$context["requestOverride"]["querystring"]["a"]`,
    `$context['requestOverride']['querystring'].a`,
    `$context.requestOverride["querystring"]["a"]`,
    `$context.requestOverride.querystring["a"]`,
    `$context.get("requestOverride").querystring["a"]`,
    `\${context["requestOverride"].querystring["a"]}`,
    `$!context["requestOverride"].querystring["a"]`,
  ])
    it(`reach what dots reach: ${target}`, () => {
      const overrides = createOverrides();
      const read = target.replace("$!", "$");
      const text = renderTemplate(`#set(${target} = "b")#set($k = "x y")${read}`, exchangeOf(), {
        body: "",
        overrides,
      });
      expect([text, requestOverrides(overrides, "querystring")]).to.deep.equal(["b", [["a", "b"]]]);
    });

  it("take any key", () => {
    const overrides = createOverrides();
    const template = `#set($k = "X-A")#set($context["responseOverride"]["header"][$k] = "1")#set($context.responseOverride["status"] = 201)#foreach($i in ["b", "c"])#set($context.responseOverride.header["X-$i"] = $i)#end`;
    renderTemplate(template, exchangeOf(), { body: "", overrides });
    expect(responseOverrides(overrides)).to.deep.equal({
      status: 201,
      headers: [
        ["X-A", "1"],
        ["X-b", "b"],
        ["X-c", "c"],
      ],
    });
  });
});
