import { expect } from "chai";
import { roleSession } from "../../src/kernel/identity";
import { callWithRole, type RoleCall } from "../../src/kernel/protocols/roleCalls";
import { startCaller, type Caller } from "../support/caller";

const resources = `
const queue = new aws.sqs.Queue("queue", { name: "queue" });
const echo = new aws.lambda.Function("echo", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "echo",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async (event) => ({ got: event });") }),
});
new aws.dynamodb.Table("table", { name: "table", hashKey: "id", billingMode: "PAY_PER_REQUEST", attributes: [{ name: "id", type: "S" }] });
const writer = new aws.iam.Role("writer", { name: "writer", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("writer", { role: writer.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: ["sqs:SendMessage", "dynamodb:PutItem", "lambda:InvokeFunction"], Resource: "*" },
] }) });`;

describe("calls of services with a role", () => {
  let caller: Caller;
  before(async () => {
    caller = await startCaller("[]", resources);
  });
  after(() => caller.started.stop());

  const call = (service: string, operation: string, input: RoleCall["input"]) =>
    callWithRole(caller.started.cloud.registry, {
      ...{ service, operation, input, region: "eu-central-1" },
      principal: roleSession("arn:aws:iam::123456789012:role/writer", "session"),
    });
  const queueUrl = () =>
    String(caller.started.cloud.program.resources.find(({ name }) => name === "queue")!.state["url"]);

  it("sends a message to a queue", async () => {
    const answer = await call("sqs", "SendMessage", { QueueUrl: queueUrl(), MessageBody: "hello" });
    expect(answer!.error).to.equal(undefined);
    expect(answer!.output["MD5OfMessageBody"]).to.equal("5d41402abc4b2a76b9719d911017c592");
  });

  it("writes an item", async () => {
    const answer = await call("dynamodb", "PutItem", { TableName: "table", Item: { id: { S: "a" } } });
    expect(answer).to.deep.equal({ statusCode: 200, output: {}, error: undefined });
  });

  it("invokes a function by its name", async () => {
    const answer = await call("lambda", "Invoke", { FunctionName: "echo", Payload: '{"a":1}' });
    expect(answer!.output["Payload"]).to.equal('{"got":{"a":1}}');
  });

  it("returns the service's error", async () => {
    const answer = await call("sqs", "SendMessage", { QueueUrl: queueUrl() });
    expect(answer!.error?.code).to.equal("MissingParameter");
  });

  it("returns the denial of an action that the role does not allow", async () => {
    const answer = await call("sqs", "PurgeQueue", { QueueUrl: queueUrl() });
    expect(answer!.error).to.deep.equal({
      code: "AccessDenied",
      message:
        "User: arn:aws:sts::123456789012:assumed-role/writer/session is not authorized to perform: sqs:PurgeQueue on resource: arn:aws:sqs:eu-central-1:123456789012:queue because no identity-based policy allows the sqs:PurgeQueue action",
    });
  });

  it("returns nothing for a service that is not emulated", async () => {
    expect(await call("kinesis", "PutRecord", {})).to.equal(undefined);
  });
});
