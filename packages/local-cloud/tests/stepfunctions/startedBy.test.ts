import { expect } from "chai";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const resources = `
const starter = new aws.iam.Role("starter", { name: "starter", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("starter", { role: starter.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["states:StartExecution", "states:StartSyncExecution"], Resource: "*" }],
}) });
const definition = JSON.stringify({ StartAt: "First", States: { First: { Type: "Pass", End: true } } });
const quick = new aws.sfn.StateMachine("quick", { name: "quick", type: "EXPRESS", roleArn: starter.arn, definition });
const slow = new aws.sfn.StateMachine("slow", { name: "slow", roleArn: starter.arn, definition });
const rule = new aws.cloudwatch.EventRule("orders", { name: "orders", eventPattern: JSON.stringify({ source: ["orders"] }) });
new aws.cloudwatch.EventTarget("orders", { rule: rule.name, arn: slow.arn, roleArn: starter.arn, inputPath: "$.detail" });
const template = '{"stateMachineArn":"arn:aws:states:eu-central-1:123456789012:stateMachine:quick","input":"$util.escapeJavaScript($input.json(\\'$\\'))"}';
const started = new aws.apigateway.RestApi("started", { body: starter.arn.apply((credentials) => JSON.stringify({
  openapi: "3.0.1", info: { title: "started", version: "1" },
  paths: { "/run": { post: { responses: { 200: { description: "ok" } }, "x-amazon-apigateway-integration": {
    type: "aws", httpMethod: "POST", uri: "arn:aws:apigateway:eu-central-1:states:action/StartSyncExecution", credentials,
    requestTemplates: { "application/json": template }, responses: { default: { statusCode: "200" } },
  } } } },
})) });
const startedDeployment = new aws.apigateway.Deployment("startedDeployment", { restApi: started.id });
new aws.apigateway.Stage("startedStage", { restApi: started.id, deployment: startedDeployment.id, stageName: "s" });
void quick;
`;

describe("an execution", () => {
  let caller: Caller;
  let client: SFNClient;
  before(async () => {
    const statements = '[{ Effect: "Allow", Action: ["states:*", "events:*"], Resource: "*" }]';
    caller = await startCaller(statements, resources);
    client = new SFNClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  it("is started by a rule of EventBridge with the role of its target", async () => {
    const events = new EventBridgeClient(caller.client);
    const entry = { Source: "orders", DetailType: "made", Detail: '{"order":7}' };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
    events.destroy();
    const stateMachineArn = "arn:aws:states:eu-central-1:123456789012:stateMachine:slow";
    const [execution] = await eventually(
      async () => (await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [],
    );
    const { executionArn } = execution!;
    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(input).to.equal('{"order":7}');
  });

  it("is run by an API's integration with Step Functions", async () => {
    const stage = caller.started.cloud.program.resources.find(({ name }) => name === "startedStage")!;
    const headers = { "content-type": "application/json" };
    const url = `${String(stage.state["invokeUrl"])}/run`;
    const answer = await fetch(url, { method: "POST", headers, body: '{"text":"hi"}' });
    const { status, output } = (await answer.json()) as { status: string; output: string };
    expect({ http: answer.status, status, output }).to.deep.equal({
      ...{ http: 200, status: "SUCCEEDED", output: '{"text":"hi"}' },
    });
  });
});
