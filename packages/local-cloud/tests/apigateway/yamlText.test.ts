import { expect } from "chai";
import { parseYaml } from "../../src/apigateway/declared/yamlText";
import { importDocument } from "../../src/apigateway/declared/importDocument";

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

describe("YAML of a document", () => {
  it("is parsed with anchors and aliases", () => {
    const text = "ok: &ok\n  description: fine\nlist:\n  - *ok\n  - *ok\n1: one\n'2': two\n";
    const ok = { description: "fine" };
    expect(parseYaml(text)).to.deep.equal({ ok, list: [ok, ok], "1": "one", "2": "two" });
  });

  const refused: Readonly<Record<string, [text: string, message: RegExp]>> = {
    "that is no YAML": ["a: @\n", /reserved character @/],
    "that repeats a key": ["a:\n  b: 1\n  b: 2\n", /^key b is repeated$/],
    "that repeats a quoted key": ['a: 1\n"a": 2\n', /^key a is repeated$/],
    "with an alias in its own anchor": ["a: &a\n  b: [*a]\n", /^alias a is in its own anchor$/],
    "with an alias of no anchor": ["a: *b\n", /b/],
    "with 1,001 aliases": [`a: &a 1\nb:\n${lines(1_001, () => "  - *a\n")}`, /^more than 1000 aliases$/],
    "whose aliases multiply": [
      `a0: &a0 [x, x]\n${lines(30, (index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`)}`,
      /Excessive alias count/,
    ],
    "with 100,000 nested lists": [`a: ${"[".repeat(100_000)}`, /./],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`is refused ${what}`, () => expect(() => parseYaml(text)).to.throw(message));
  }

  /** Documents that took more than 30 s when each key was compared with all others, or each alias with all anchors. */
  const long: Readonly<Record<string, string>> = {
    "keys of a map": `a:\n${lines(60_000, (index) => `  k${index}: 1\n`)}`,
    "keys in braces": `a: {${lines(60_000, (index) => `k${index}: 1, `)}}\n`,
    "anchors and 1,000 aliases": `a:\n${lines(60_000, (index) => `  - &a${index} 1\n`)}b:\n${lines(1_000, (index) => `  - *a${index}\n`)}`,
  };
  for (const [what, text] of Object.entries(long)) {
    it(`is parsed in linear time with 60,000 ${what}`, () => {
      expect(Object.keys((parseYaml(text) as { a: object }).a)).to.have.lengthOf(60_000);
    }).timeout(20_000);
  }

  it("is no document for the import where it cannot be parsed", () => {
    const text = "openapi: 3.0.1\nopenapi: 3.0.1\npaths: {}\n";
    expect(() => importDocument("api", text)).to.throw("Invalid OpenAPI input.");
  });
});
