import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startCloud, type Cloud } from "../../testing";

const program = `
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }] });
const role = new aws.iam.Role("role", { assumeRolePolicy });
const source = 'exports.handler = () => new Promise((done) => setTimeout(() => done(console.log("called")), 50));';
new aws.lambda.Function("slow", { role: role.arn, runtime: "nodejs22.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(source) }) });
new aws.iam.RolePolicyAttachment("logs", { role: role.name,
  policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" });
`;

describe("idle() of a cloud in a test", () => {
  let dir: string;
  let cloud: Cloud;
  before(async () => {
    // Inside the repository, so that the program finds Pulumi.
    dir = mkdtempSync(join(__dirname, "..", "tmp-"));
    writeFileSync(join(dir, "Pulumi.yaml"), "name: slow\nruntime: nodejs\n");
    writeFileSync(join(dir, "Pulumi.dev.yaml"), "config: {}\n");
    writeFileSync(join(dir, "index.js"), program);
    cloud = await startCloud({ program: dir });
  });
  after(async () => {
    await cloud?.stop();
    rmSync(dir, { recursive: true });
  });

  const calls = () => cloud.logs().filter(({ text }) => text.includes("called")).length;

  it("resolves when the calls in progress have ended, without a move of the clock", async () => {
    const before = cloud.clock.now();
    await cloud.idle();
    await cloud.invoke("slow", {}, { invocationType: "Event" });
    await cloud.invoke("slow", {}, { invocationType: "Event" });
    expect(calls()).to.equal(0);
    await cloud.idle();
    expect([calls(), cloud.clock.now()]).to.deep.equal([2, before]);
  });
});
