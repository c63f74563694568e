import { expect } from "chai";
import { matchesRule } from "../../src/stepfunctions/language/choice";
import { LanguageError } from "../../src/stepfunctions/language/errors";
import type { Json, JsonObject } from "../../src/stepfunctions/language/json";
import { evaluate, fillQuery } from "../../src/stepfunctions/language/jsonata";
import { isReferencePath, placeResult } from "../../src/stepfunctions/language/resultPath";
import { resolve, resolvePathField, type Scope } from "../../src/stepfunctions/language/scope";
import { fillTemplate } from "../../src/stepfunctions/language/template";
import { compareTimestamps, parseTimestamp } from "../../src/stepfunctions/language/timestamp";
import { matchesWildcard } from "../../src/stepfunctions/language/wildcardText";

const now = Date.parse("2030-01-02T03:04:05.678Z");
const chance = { random: () => 0.5, uuid: () => "00000000-0000-4000-8000-000000000000" };

const input = {
  a: { b: [1, 2, 3, { c: "x" }], "d e": true, none: null },
  books: [
    { title: "one", price: 5, tags: ["t"] },
    { title: "two", price: 15, isbn: "i" },
  ],
};
const scope: Scope = { input, context: { State: { Name: "Here" } }, variables: { user: { name: "ann" } } };

describe("a path", () => {
  for (const [path, value] of [
    ["$", input],
    ["$.a.b[1]", 2],
    ["$.a.b[-1].c", "x"],
    ["$['a']['d e']", true],
    ["$.a.none", null],
    ["$.a.b[0:2]", [1, 2]],
    ["$.a.b[0,2]", [1, 3]],
    ["$.a.b[:1]", [1]],
    ["$.a.missing[*]", []],
    ["$.missing.deeper[*].x", []],
    ["$..title", ["one", "two"]],
    ["$.books[*].price", [5, 15]],
    ["$.books[?(@.price > 10)].title", ["two"]],
    ["$.books[?(@.isbn)].title", ["two"]],
    ["$.books[?(@.price < 10 && @.title == 'one')].price", [5]],
    ["$.books[?(!(@.isbn) || @.price == 15)].price", [5, 15]],
    ["$.books[?(@.title in ['two', 'three'])].price", [15]],
    ["$.books[?(@.title =~ /TW.*/i)].price", [15]],
    ["$.books.length()", 2],
    ["$$.State.Name", "Here"],
    ["$user.name", "ann"],
  ] as const) {
    it(`${path} selects ${JSON.stringify(value).slice(0, 40)}`, () => {
      expect(resolve(path, scope)).to.deep.equal(value);
    });
  }

  for (const [path, cause] of [
    ["$.missing", "Invalid path '$.missing' : No results for path: $['missing']"],
    ["$.no.such", "Invalid path '$.no.such' : Missing property in path $['no']"],
    ["$.a.b[9]", "Invalid path '$.a.b[9]' : No results for path: $['a']['b'][9]"],
    ["$.a.none[0]", "Invalid path '$.a.none[0]' : The path $['a']['none'] is null"],
  ] as const) {
    it(`${path} fails with AWS's text`, () => {
      expect(() => resolvePathField(path, scope))
        .to.throw(LanguageError, cause)
        .with.property("error", "States.Runtime");
    });
  }

  it("is a reference path only with names and indices", () => {
    const paths = ["$.a.b", "$.a[0]", "$['a b']", "$.a[*]", "$..a", "$.a[0:1]", "a"];
    expect(paths.map(isReferencePath)).to.deep.equal([true, true, true, false, false, false, false]);
  });
});

describe("ResultPath", () => {
  it("creates missing objects and keeps the rest", () => {
    expect(placeResult({ kept: 1 }, "$.x.y", 2)).to.deep.equal({ kept: 1, x: { y: 2 } });
  });

  it("replaces an item of a list", () => {
    expect(placeResult({ list: [1, 2] }, "$.list[1]", 3)).to.deep.equal({ list: [1, 3] });
  });

  it("sets a property with the name of a prototype", () => {
    const placed = placeResult({}, "$.__proto__", { polluted: true });
    expect(Object.keys(placed as object)).to.deep.equal(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });

  it("fails on a value that is not an object", () => {
    expect(() => placeResult("text", "$.x", 1))
      .to.throw(LanguageError)
      .with.property("error", "States.ResultPathMatchFailure");
  });
});

describe("an intrinsic function", () => {
  const call = (text: string, given: Json = input) =>
    (fillTemplate({ "value.$": text }, { ...scope, input: given }, chance) as JsonObject)["value"];

  for (const [text, value] of [
    ["States.Format('{} and {}', $.a.b[0], 'x')", "1 and x"],
    ["States.Format('it\\'s \\{\\} {}', true)", "it's {} true"],
    ["States.ArrayContains($.a.b, 2)", true],
    ["States.ArrayUnique(States.Array(1, 1, 'a', null, null))", [1, "a", null]],
    ["States.ArrayGetItem($.a.b, 0)", 1],
    ["States.ArrayRange(1, 9, 4)", [1, 5, 9]],
    ["States.ArrayRange(5, 1, -2)", [5, 3, 1]],
    ["States.Base64Decode('aGVsbG8=')", "hello"],
    ["States.StringToJson('{\"a\":[1]}')", { a: [1] }],
    ["States.StringSplit('a.b+c', '.+')", ["a", "b", "c"]],
    ["States.MathAdd(1, -4)", -3],
    ["States.MathRandom(10, 20)", 15],
    ["States.UUID()", "00000000-0000-4000-8000-000000000000"],
    ["States.ArrayLength($..title)", 2],
  ] as const) {
    it(`${text} returns ${JSON.stringify(value)}`, () => {
      expect(call(text)).to.deep.equal(value);
    });
  }

  it("MathRandom with a seed returns the same number", () => {
    expect(call("States.MathRandom(0, 1000, 7)")).to.equal(call("States.MathRandom(0, 1000, 7)"));
  });

  for (const text of [
    "States.Format('{}')",
    "States.ArrayGetItem($.a.b, 9)",
    "States.ArrayRange(1, 2000, 1)",
    "States.JsonMerge($.a, $.a, true)",
    "States.Hash('x', 'CRC')",
    "States.StringToJson('{')",
    "States.Unknown()",
  ]) {
    it(`${text} fails with States.IntrinsicFailure`, () => {
      expect(() => call(text))
        .to.throw(LanguageError)
        .with.property("error", "States.IntrinsicFailure");
    });
  }

  it("names a path that finds nothing", () => {
    const cause = `The function 'States.Array($.nope)' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{}'`;
    expect(() => call("States.Array($.nope)", {})).to.throw(LanguageError, cause);
  });
});

describe("a choice rule", () => {
  const matches = (rule: JsonObject, given: Json) => matchesRule(rule, { ...scope, input: given });

  for (const [rule, given, expected] of [
    [{ Variable: "$.v", StringMatches: "log-*.txt" }, { v: "log-1.txt" }, true],
    [{ Variable: "$.v", StringMatches: "a\\*" }, { v: "ab" }, false],
    [{ Variable: "$.v", IsPresent: false }, {}, true],
    [{ Variable: "$.v", IsTimestamp: true }, { v: "2024-02-30T00:00:00Z" }, false],
    [{ Variable: "$.v", TimestampLessThan: "2024-01-01T00:00:01Z" }, { v: "2024-01-01T02:00:00+02:00" }, true],
    [{ Not: { Variable: "$.v", NumericEquals: 1 } }, { v: "1" }, true],
    [
      {
        Or: [
          { Variable: "$.v", IsNull: true },
          { Variable: "$.v", IsString: true },
        ],
      },
      { v: null },
      true,
    ],
    [{ Variable: "$.v", BooleanEqualsPath: "$.w" }, { v: false, w: false }, true],
  ] as const) {
    it(`${JSON.stringify(rule)} of ${JSON.stringify(given)} is ${String(expected)}`, () => {
      expect(matches(rule, given)).to.equal(expected);
    });
  }

  it("fails if its path finds nothing", () => {
    const text = "Invalid path '$.v': The choice state's condition path references an invalid value.";
    expect(() => matches({ Variable: "$.v", NumericEquals: 1 }, {})).to.throw(LanguageError, text);
  });

  it("matches a pattern with many wildcards in linear time", () => {
    expect(matchesWildcard("*a".repeat(5_000), "a".repeat(4_999))).to.equal(false);
  });
});

describe("JSONata", () => {
  const query = (text: string, states: JsonObject = { input }) =>
    evaluate(text, "Output", { states, variables: { user: "ann" }, chance, now });

  for (const [text, value] of [
    ["$states.input.books[price > 10].title", "two"],
    ["$user & '!'", "ann!"],
    ["$partition([1,2,3], 2)", [[1, 2], [3]]],
    ["$range(0, 4, 2)", [0, 2, 4]],
    ["$hash('input data', 'MD5')", "812f45842bc6d66ee14572ce20db8e86"],
    ["$parse('{\"a\":1}').a", 1],
    ["$uuid()", "00000000-0000-4000-8000-000000000000"],
    ["$random() < 1", true],
    ["$millis()", now],
    ["$now()", "2030-01-02T03:04:05.678Z"],
    ["$now('[Y0001]-[M01]-[D01] [H01]:[m01]', '+0200')", "2030-01-02 05:04"],
    ["$now() ~> $toMillis", now],
  ] as const) {
    it(`${text} returns ${JSON.stringify(value)}`, async () => {
      expect(await query(text)).to.deep.equal(value);
    });
  }

  for (const [text, cause] of [
    ["$states.input.nope", /^The JSONata expression '.*' specified for the field 'Output' returned nothing/],
    ["$eval('1')", /not supported/],
    ["($f := function($n) { $f($n + 1) + 1 }; $f(1))", /./],
    ["$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/)", /./],
  ] as const) {
    it(`${text} fails within its limits`, async () => {
      const error = await query(text).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(LanguageError);
      expect(error).to.have.property("error", "States.QueryEvaluationError");
      expect((error as Error).message).to.match(cause);
    });
  }

  it("evaluates texts of a value only if they are expressions", async () => {
    const filled = await fillQuery(["{% 1 + 1 %}", " {% 1 %}", { a: "{% $user %}" }], "Output", {
      ...{ states: {}, variables: { user: "ann" }, chance, now },
    });
    expect(filled).to.deep.equal([2, " {% 1 %}", { a: "ann" }]);
  });
});

describe("a timestamp", () => {
  it("has a date that exists, a time and a zone", () => {
    const texts = ["2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00", "x"];
    expect(texts.map((text) => parseTimestamp(text) !== undefined)).to.deep.equal([true, false, false, false, false]);
  });

  it("compares nanoseconds", () => {
    const [earlier, later] = ["2024-01-01T00:00:00.000000001Z", "2024-01-01T00:00:00.000000002Z"].map((text) =>
      parseTimestamp(text)!,
    ) as [NonNullable<ReturnType<typeof parseTimestamp>>, NonNullable<ReturnType<typeof parseTimestamp>>];
    expect(compareTimestamps(earlier, later)).to.be.below(0);
  });
});
