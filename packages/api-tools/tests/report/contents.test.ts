import { expect } from "chai";
import { contentsOf } from "../../src/report/contents";

const archive = (text: string) => ({ assets: Promise.resolve({ "runtime.js": { text: Promise.resolve(text) } }) });

describe("the contents of an archive", () => {
  it("are the packages that the first line of its bundle lists", async () => {
    expect(await contentsOf(archive('// {"a":2,"@b/c":1}\nmodule.exports = 1;\n'))).to.deep.equal({ a: 2, "@b/c": 1 });
  });

  for (const [what, code] of [
    ["an archive without a bundle", { assets: Promise.resolve({}) }],
    ["a bundle without a list", archive("module.exports = 1;\n// {}\n")],
    ["a list that is no JSON", archive("// {a}\n")],
    ["a function without code", undefined],
  ] as const) {
    it(`are unknown for ${what}`, async () => {
      expect(await contentsOf(code)).to.equal(undefined);
    });
  }
});
