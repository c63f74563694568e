import { expect } from "chai";
import type { Program } from "@onemachine/local-cloud";
import { policyResources } from "@onemachine/api-tools";
import { violationsOf } from "../../policy/check";
import { policies } from "../../policy/policies";
import { suppressions } from "../../policy/suppressions";
import { declare, declareWithoutCode, ofType, only, shipped } from "../support/program";
import { shippedStack } from "../support/shipped";

const domain = {
  name: "api.example.com",
  certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0f8fad5b",
  hostedZoneId: "Z0123456789ABC",
};
const firewall = { requestsPerAddress: 2_000 };
const config = (settings: Readonly<Record<string, unknown>>) =>
  Object.entries(settings).map(([key, value]) => `items-api:${key}=${JSON.stringify(value)}`);
const distributionType = "aws:cloudfront/distribution:Distribution";

describe("a stack without edge", () => {
  it("contains nothing of it", async () => {
    const { resources } = await shipped("prod");
    const ofEdge = resources.filter(
      ({ type, name }) => /cloudfront|edge|providers:aws/i.test(type) || /edge/.test(name),
    );
    expect(ofEdge.map(({ name }) => name)).to.deep.equal([]);
    expect(only(await shipped("prod"), "aws:apigateway/restApi:RestApi").inputs).not.to.have.property("policy");
  });
});

describe("a stack with edge, a domain and a firewall", () => {
  let program: Program;
  before(async () => {
    const originKeys = ["second", "first"];
    const settings = { edge: { originKeys }, domain, firewall, customerKey: true };
    program = await declare({ ...shippedStack("prod"), config: config(settings) });
  });

  it("has a distribution whose origin is the stage, with the first secret as Referer", () => {
    const { origins, aliases, viewerCertificate, defaultCacheBehavior } = only(program, distributionType)
      .inputs as Record<string, any>;
    const api = only(program, "aws:apigateway/restApi:RestApi");
    const secret = only(program, "aws:apigateway/apiKey:ApiKey", "edge-origin-second");
    expect(origins).to.have.length(1);
    expect(origins[0].domainName).to.equal(`${api.id}.execute-api.eu-central-1.amazonaws.com`);
    expect(origins[0].customHeaders).to.deep.equal([{ name: "Referer", value: secret.state["value"] }]);
    expect(aliases).to.deep.equal(["api.example.com"]);
    expect(viewerCertificate).to.deep.equal({
      acmCertificateArn: domain.certificateArn,
      minimumProtocolVersion: "TLSv1.2_2021",
      sslSupportMethod: "sni-only",
    });
    expect(defaultCacheBehavior.viewerProtocolPolicy).to.equal("https-only");
    expect(secret.inputs["enabled"]).to.equal(false);
    expect(secret.options.additionalSecretOutputs).to.deep.equal(["value"]);
  });

  it("denies requests to the stage without one of the secrets, and deploys a changed policy", () => {
    const values = ["second", "first"].map(
      (name) => only(program, "aws:apigateway/apiKey:ApiKey", `edge-origin-${name}`).state["value"],
    );
    const policy = JSON.parse(String(only(program, "aws:apigateway/restApi:RestApi").inputs["policy"])) as {
      Statement: unknown[];
    };
    expect(policy.Statement[1]).to.deep.equal({
      Effect: "Deny",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
      Condition: { StringNotEquals: { "aws:Referer": values } },
    });
    const { triggers } = only(program, "aws:apigateway/deployment:Deployment").inputs;
    expect(Object.keys(triggers as object)).to.deep.equal(["body", "policy"]);
  });

  it("moves domain and web ACL from the stage to the distribution", () => {
    expect(ofType(program, "aws:apigateway/domainName:DomainName")).to.deep.equal([]);
    expect(ofType(program, "aws:wafv2/webAclAssociation:WebAclAssociation")).to.deep.equal([]);
    const acl = only(program, "aws:wafv2/webAcl:WebAcl");
    const distribution = only(program, distributionType);
    expect([acl.inputs["scope"], distribution.inputs["webAclId"]]).to.deep.equal(["CLOUDFRONT", acl.state["arn"]]);
    const records = ofType(program, "aws:route53/record:Record").map(({ inputs }) => [
      inputs["type"],
      inputs["aliases"],
    ]);
    const aliases = [{ name: distribution.state["domainName"], zoneId: "Z2FDTNDATAQYW2", evaluateTargetHealth: false }];
    expect(records).to.deep.equal([
      ["A", aliases],
      ["AAAA", aliases],
    ]);
    expect(program.outputs["apiUrl"]!.value).to.equal("https://api.example.com/v1");
  });

  it("declares web ACL, its log and the key of the log with the provider of us-east-1", () => {
    const inVirginia = program.resources.filter(({ provider }) => provider?.includes("edge-provider") === true);
    expect(inVirginia.map(({ name }) => name).sort()).to.deep.equal([
      "firewall-acl",
      "firewall-key",
      "firewall-logging",
      "firewall-logs",
    ]);
  });

  it("violates no policy of the pack", () => {
    const found = violationsOf(policyResources(program), policies, suppressions);
    const ofEdge = found.filter(({ name }) => /^(?:edge|firewall)/.test(name));
    expect(ofEdge.map(({ policy, name }) => `${policy} ${name}`)).to.deep.equal([]);
  });
});

describe("a stack with edge and a domain", () => {
  it("is rejected if the certificate is in another region", async () => {
    const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0f8fad5b";
    const settings = { edge: {}, domain: { ...domain, certificateArn } };
    const failure = await declareWithoutCode({ ...shippedStack("prod"), config: config(settings) }).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).to.include(
      `items-api:domain.certificateArn is "${certificateArn}": with edge, the distribution has the domain, and CloudFront accepts only certificates of us-east-1`,
    );
  });
});
