import { expect } from "chai";
import { inputsWithoutEffect } from "../../src/kernel/inputs";

const lists = { reads: ["name", "settings.cached", "rules.to", "protocol=email"], ignores: ["about", "types=EDGE"] };

const cases: readonly [title: string, inputs: object, reported: readonly string[]][] = [
  ["empty for listed inputs", { name: "n", about: "a", tags: { a: "b" }, region: "eu-west-1" }, []],
  ["an input that no list contains", { name: "n", colour: "red" }, ["colour"]],
  ["an input inside another by its path", { settings: { cached: true, size: 1 } }, ["settings.size"]],
  ["an input inside the elements of a list once", { rules: [{ to: 1, of: 2 }, { of: 3 }] }, ["rules.of"]],
  ["a value that is not among those of a list, with the value", { protocol: "lambda" }, ["protocol lambda"]],
  ["each element of a list by its value", { types: ["EDGE", "PRIVATE"] }, ["types PRIVATE"]],
  ["a scalar if a list contains nested inputs", { settings: "all" }, ["settings"]],
  ["false and 0, which are values", { open: false, depth: 0 }, ["open", "depth"]],
  ["empty for absent and empty inputs", { a: undefined, b: null, c: [], d: {} }, []],
];

describe("inputs without an effect", () => {
  for (const [title, inputs, reported] of cases) {
    it(`are ${title}`, () => {
      expect(inputsWithoutEffect(inputs as Record<string, unknown>, lists)).to.deep.equal(reported);
    });
  }
});
