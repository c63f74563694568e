import { expect } from "chai";
import { samplingRuleName } from "../../api/gateway/samplingRuleName";

describe("the name of the sampling rule", () => {
  it("begins with API and stack, and ends with a hash", () => {
    expect(samplingRuleName("things", "shop", "prod")).to.match(/^things-prod-[0-9a-f]{8}$/);
  });

  it("is the same for the same stack", () => {
    expect(samplingRuleName("things", "shop", "prod")).to.equal(samplingRuleName("things", "shop", "prod"));
  });

  // Names of sampling rules have at most 32 characters, names of stacks at most 100.
  for (const length of [1, 15, 16, 17, 24, 25, 26, 100]) {
    it(`has at most 32 characters with a stack of ${length}`, () => {
      expect(samplingRuleName("things", "shop", "s".repeat(length)).length).to.be.at.most(32);
    });
  }

  const long = "feature-with-a-very-long-name";
  const pairs: [what: string, first: [string, string, string], second: [string, string, string]][] = [
    ["stacks that differ after the cut", ["things", "shop", `${long}-1`], ["things", "shop", `${long}-2`]],
    ["a stack and one whose name begins with its name", ["things", "shop", long], ["things", "shop", `${long}-1`]],
    ["stacks of the same name in two projects", ["things", "shop", "prod"], ["things", "store", "prod"]],
    ["names whose hyphens fall differently", ["things-a", "shop", "b"], ["things", "shop", "a-b"]],
    ["projects whose hyphens fall differently", ["things", "shop-a", "b"], ["things", "shop", "a-b"]],
  ];
  for (const [what, first, second] of pairs) {
    it(`differs between ${what}`, () => {
      expect(samplingRuleName(...first)).to.not.equal(samplingRuleName(...second));
    });
  }
});
