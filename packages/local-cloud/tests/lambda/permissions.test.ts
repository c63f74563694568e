import { expect } from "chai";
import type { PolicyCall as Call } from "../../src/kernel/interfaces/policyCall";
import { findPermission } from "../../src/lambda/permissions";

const arn = "arn:aws:execute-api:eu-central-1:123456789012:abc/v1/GET/items/{id}";
const service = "apigateway.amazonaws.com";
const call: Call = { principals: [service], sourceArn: arn, qualifier: "live" };
const permission = {
  name: "gateway",
  action: "lambda:InvokeFunction",
  principal: service,
  sourceArn: arn,
  qualifier: "live",
};

describe("a permission", () => {
  const cases: [string, object, boolean][] = [
    ["covers the call that it names", {}, true],
    ["without the qualifier does not cover the alias", { qualifier: undefined }, false],
    ["on another alias does not cover this one", { qualifier: "other" }, false],
    ["for another service does not cover it", { principal: "sns.amazonaws.com" }, false],
    ["for every principal covers it", { principal: "*" }, true],
    ["for another action does not cover it", { action: "lambda:GetFunction" }, false],
    ["for every action of Lambda covers it", { action: "lambda:*" }, true],
    ["for another path does not cover it", { sourceArn: arn.replace("items", "things") }, false],
    ["with * in the path covers it", { sourceArn: arn.replace("{id}", "*") }, true],
    ["without a source covers every source", { sourceArn: undefined }, true],
    ["for the account of the source covers it", { sourceAccount: "123456789012" }, true],
    ["for another account does not cover it", { sourceAccount: "210987654321" }, false],
    ["for an organization does not cover a service", { principal: "*", principalOrgId: "o-a1b2c3d4e5" }, false],
    ["with a token of Alexa does not cover a call without it", { eventSourceToken: "amzn1.ask.skill.1" }, false],
    ["for function URLs does not cover a service", { principal: "*", invokedViaFunctionUrl: true }, false],
    ["that is not limited to function URLs covers a service", { invokedViaFunctionUrl: false }, true],
    ["for public function URLs does not cover a service", { action: "*", functionUrlAuthType: "NONE" }, false],
    ["for function URLs with IAM does not cover a service", { action: "*", functionUrlAuthType: "AWS_IAM" }, false],
    ["for requests to function URLs does not cover a call", { action: "lambda:InvokeFunctionUrl" }, false],
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

describe("a permission for function URLs", () => {
  const role = "arn:aws:iam::123456789012:role/caller";
  const open: Call = {
    action: "lambda:InvokeFunctionUrl",
    principals: [],
    qualifier: undefined,
    functionUrlAuthType: "NONE",
  };
  const signed: Call = { ...open, principals: [role, "123456789012"], functionUrlAuthType: "AWS_IAM" };
  const forUrl = { ...permission, action: "lambda:InvokeFunctionUrl", principal: "*", sourceArn: undefined };
  const invoke = { action: "lambda:InvokeFunction" };
  const cases: [string, Call, object, boolean][] = [
    ["for everybody covers an anonymous request", open, {}, true],
    ["with the URL's type covers it", open, { functionUrlAuthType: "NONE" }, true],
    ["with the other type does not cover it", open, { functionUrlAuthType: "AWS_IAM" }, false],
    ["for a role does not cover an anonymous request", open, { principal: role }, false],
    ["for a role covers its request", signed, { principal: role, functionUrlAuthType: "AWS_IAM" }, true],
    ["for an account covers its role", signed, { principal: "123456789012" }, true],
    ["for another account does not cover it", signed, { principal: "210987654321" }, false],
    ["for a source does not cover a request without one", open, { sourceArn: "arn:aws:s3:::*" }, false],
    ["for the account of a source does not cover it", open, { sourceAccount: "123456789012" }, false],
    ["for an organization does not cover the local account", signed, { principalOrgId: "o-a1b2c3d4e5" }, false],
    ["for calls does not cover the request", open, invoke, false],
    ["for calls by URL covers the call", { ...open, ...invoke }, { ...invoke, invokedViaFunctionUrl: true }, true],
    ["for every call covers the call", { ...open, ...invoke }, invoke, true],
  ];
  for (const [name, request, change, covered] of cases) {
    it(name, () => {
      const statement = { ...forUrl, qualifier: undefined, ...change };
      expect(findPermission([statement], request)?.name).to.equal(covered ? "gateway" : undefined);
    });
  }
});
