import { expect } from "chai";
import type { PriceName, Program } from "@onemachine/local-cloud";
import { estimate } from "../../src/cost/estimate";
import { defaultTraffic, type Traffic } from "../../src/cost/traffic";
import { declare, programSource, withProgram } from "../support/program";

/** A route starts a machine: three states without errors, of which one is a map over batches, and one is a choice. */
const source = (type: string, child: string) =>
  programSource(`
const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = () => {}") });
const role = (name: string, grants: [string, pulumi.Input<string>][]) => {
  const made = new aws.iam.Role(name, { assumeRolePolicy: "{}" });
  new aws.iam.RolePolicy(name + "-policy", { role: made.name, policy: pulumi.jsonStringify({ Statement:
    grants.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })) }) });
  return made.arn;
};
const fn = (name: string, grants: [string, pulumi.Input<string>][], more = {}, opts = {}) => new aws.lambda.Function(name, {
  role: role(name + "-role", grants), code, runtime: "nodejs24.x", handler: "index.handler", memorySize: 128, ...more }, opts);
const task = fn("task", []);
const ending = fn("ending", []);
const failing = fn("failing", []);
const machine = new aws.sfn.StateMachine("machine", { type: "${type}", roleArn: role("machine-role", []), definition: pulumi.jsonStringify({
  StartAt: "map", States: {
    map: { Type: "Map", ItemBatcher: { MaxItemsPerBatch: 20 }, Next: "choice", Catch: [{ ErrorEquals: ["States.ALL"], Next: "failed" }],
      ItemProcessor: { ProcessorConfig: ${child}, StartAt: "work", States: { work: { Type: "Task", Resource: task.arn, End: true } } } },
    choice: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: "end" }], Default: "end" },
    end: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: ending.arn }, End: true },
    failed: { Type: "Task", Resource: failing.arn, End: true },
  } }) });
const route = fn("route", [["states:StartExecution", machine.arn]]);
const body = route.invokeArn.apply((uri) => JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths: {
  "/a": { post: { operationId: "write", "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri } } } } }));
const api = new aws.apigateway.RestApi("api", { body });
`);

const traffic: Traffic = { ...defaultTraffic, requests: 1_000_000, pageItems: 50, durationMillis: 30 };

async function declared(text: string): Promise<Program> {
  return withProgram(text, (dir) => declare({ program: dir }));
}

function quantity(program: Program, price: PriceName, fn?: string): number {
  const lines = estimate(program, traffic).usage.filter(
    (line) => line.price === price && (fn === undefined || line.function === fn),
  );
  return Math.round(lines.reduce((sum, line) => sum + line.quantity, 0) * 1e6) / 1e6;
}

describe("the cost of state machines", () => {
  it("counts the transitions of an execution and of its map's executions, and their calls", async () => {
    const program = await declared(source("STANDARD", '{ Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }'));
    // Three states, and a state of each of three batches.
    expect(quantity(program, "stateTransitions")).to.equal((3 + 3) * 1_000_000);
    const calls = ["task", "ending", "failing"].map((name) => quantity(program, "lambdaRequests", name));
    expect(calls).to.deep.equal([3_000_000, 1_000_000, 0]);
  });

  it("counts express executions of a map by requests and 100 ms of 64 MB", async () => {
    const program = await declared(source("STANDARD", '{ Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" }'));
    const prices = ["stateTransitions", "expressRequests", "expressDuration"] as const;
    expect(prices.map((price) => quantity(program, price))).to.deep.equal([3_000_000, 3_000_000, 18_750]);
  });

  it("counts an express machine without transitions, with the time of all its calls", async () => {
    const program = await declared(source("EXPRESS", '{ Mode: "INLINE" }'));
    const prices = ["stateTransitions", "expressRequests", "expressDuration"] as const;
    // 51 calls of 30 ms are 1.6 seconds.
    expect(prices.map((price) => quantity(program, price))).to.deep.equal([0, 1_000_000, 100_000]);
  });
});

describe("the cost of a distribution", () => {
  it("counts requests, bytes to viewers, and callbacks in place of API Gateway's transfer", async () => {
    const program = await declared(
      `${source("EXPRESS", '{ Mode: "INLINE" }')}
const virginia = new aws.Provider("virginia", { region: "us-east-1" });
const edgeRole = new aws.iam.Role("edge-role", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] } } ] }) });
const callback = new aws.lambda.Function("callback", { role: edgeRole.arn, code, runtime: "nodejs24.x", handler: "index.handler",
  publish: true }, { provider: virginia });
new aws.cloudfront.Distribution("edge", { enabled: true, restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
  origins: [{ originId: "api", domainName: pulumi.interpolate\`\${api.id}.execute-api.eu-central-1.amazonaws.com\`,
    customOriginConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] } }],
  defaultCacheBehavior: { targetOriginId: "api", viewerProtocolPolicy: "https-only", allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"],
    cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    lambdaFunctionAssociations: [{ eventType: "viewer-request", lambdaArn: callback.qualifiedArn }] } });
`,
    );
    const prices = ["edgeRequests", "edgeCalls", "edgeDuration", "transferOut"] as const;
    expect(prices.map((price) => quantity(program, price))).to.deep.equal([1_000_000, 1_000_000, 3_750, 0]);
    expect(quantity(program, "edgeTransferOut")).to.equal(
      Math.round((((traffic.itemBytes + traffic.responseBytes) * 1e6) / 1024 ** 3) * 1e6) / 1e6,
    );
  });
});
