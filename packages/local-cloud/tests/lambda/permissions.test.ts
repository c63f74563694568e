import { expect } from "chai";
import { findPermission } from "../../src/lambda/permissions";

const arn = "arn:aws:execute-api:eu-central-1:123456789012:abc/v1/GET/items/{id}";
const call = { principal: "apigateway.amazonaws.com", sourceArn: arn, qualifier: "live" };
const permission = { name: "gateway", action: "lambda:InvokeFunction", ...call };

describe("a permission", () => {
  const cases: [string, object, boolean][] = [
    ["covers the call that it names", {}, true],
    ["without the qualifier does not cover the alias", { qualifier: undefined }, false],
    ["on another alias does not cover this one", { qualifier: "other" }, false],
    ["for another service does not cover it", { principal: "sns.amazonaws.com" }, false],
    ["for another action does not cover it", { action: "lambda:GetFunction" }, false],
    ["for another path does not cover it", { sourceArn: arn.replace("items", "things") }, false],
    ["with * in the path covers it", { sourceArn: arn.replace("{id}", "*") }, true],
    ["without a source covers every source", { sourceArn: undefined }, true],
  ];
  for (const [name, change, covered] of cases) {
    it(name, () =>
      expect(findPermission([{ ...permission, ...change }], call)?.name).to.equal(covered ? "gateway" : undefined),
    );
  }

  it("on the alias does not cover a call without a qualifier", () => {
    expect(findPermission([permission], { ...call, qualifier: undefined })).to.equal(undefined);
  });
});
