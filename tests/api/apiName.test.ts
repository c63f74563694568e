import { expect } from "chai";
import { apiName, sampledService } from "../../api/gateway/apiName";

describe("the name of the REST API", () => {
  it("contains project and stack", () => {
    expect(apiName("items", "shop", "prod")).to.equal("shop/prod/items");
  });

  it("differs between stacks whose joined names are equal", () => {
    for (const joint of ["-", "_", "."])
      expect(apiName("items", `a${joint}b`, "c")).to.not.equal(apiName("items", "a", `b${joint}c`));
  });
});

// X-Ray accepts at most 64 characters.
describe("the service of a sampling rule", () => {
  it("is the API and the stage", () => {
    expect(sampledService("shop/prod/items", "v1")).to.equal("shop/prod/items/v1");
    expect(sampledService("a".repeat(61), "v1")).to.equal(`${"a".repeat(61)}/v1`);
  });

  it("ends with a wildcard if the name is too long", () => {
    expect(sampledService("a".repeat(62), "v1")).to.equal(`${"a".repeat(62)}/*`);
    expect(sampledService("a".repeat(300), "v1")).to.equal(`${"a".repeat(63)}*`);
  });
});
