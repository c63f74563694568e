import { expect } from "chai";
import { dashboardName } from "../../monitoring/dashboardName";

/** All texts of one to `length` characters of an alphabet. */
function texts(alphabet: readonly string[], length: number): string[] {
  const shorter = length === 1 ? [""] : ["", ...texts(alphabet, length - 1)];
  return [...new Set(shorter)].flatMap((text) => alphabet.map((letter) => text + letter));
}

describe("the name of a dashboard", () => {
  it("contains project and stack", () => {
    expect(dashboardName("items-api", "prod")).to.equal("items-api_on_prod");
    expect(dashboardName("my_shop", "eu.prod")).to.equal("my__shop_on_eu_dprod");
  });

  it("differs between any two stacks, and contains only what CloudWatch accepts", () => {
    const parts = [...new Set(["_on_", "a_on_b", "a-b", "b-c", "d", "_d", ...texts(["a", "_", ".", "-"], 3)])];
    const names = parts.flatMap((project) => parts.map((stack) => dashboardName(project, stack)));
    expect(new Set(names).size).to.equal(parts.length ** 2);
    expect(names.filter((name) => !/^[\w-]{1,255}$/.test(name))).to.deep.equal([]);
  });
});
