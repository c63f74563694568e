import { expect } from "chai";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { metrics } from "../../src/kernel/interfaces/monitoring";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const starter = `
const { SFNClient, StartSyncExecutionCommand } = require("@aws-sdk/client-sfn");
exports.handler = async (stateMachineArn) => {
  const { status, output, billingDetails } = await new SFNClient({}).send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"n":1}' }));
  return { status, output, billed: billingDetails.billedMemoryUsedInMB };
};`;

const resources = `
const open = new aws.iam.Role("open", { name: "open", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("open", { role: open.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
}) });
new aws.lambda.Function("starter", {
  role: open.arn, runtime: "nodejs24.x", handler: "index.handler", name: "starter",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(starter)}) }),
});
const group = new aws.cloudwatch.LogGroup("quick", { name: "/aws/vendedlogs/states/quick" });
const machine = (name: string, states: object, more: object = {}) => new aws.sfn.StateMachine(name, {
  name, roleArn: open.arn, definition: JSON.stringify({ StartAt: "First", States: states }), ...more,
});
machine("quick", { First: { Type: "Pass", Result: { done: true }, End: true } }, {
  type: "EXPRESS",
  loggingConfiguration: { level: "ALL", includeExecutionData: true, logDestination: pulumi.interpolate\`\${group.arn}:*\` },
});
const activity = new aws.sfn.Activity("work", { name: "work" });
machine("manual", {
  First: { Type: "Pass", Next: "Work" },
  Work: { Type: "Task", Resource: "arn:aws:states:eu-central-1:123456789012:activity:work", End: true },
});
machine("parent", { First: {
  Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", End: true, ResultSelector: { "inner.$": "$.Output", "status.$": "$.Status" },
  Parameters: { StateMachineArn: "arn:aws:states:eu-central-1:123456789012:stateMachine:child", Input: { "from.$": "$$.Execution.Name" } },
} });
machine("child", { First: { Type: "Pass", End: true } });
void activity;
`;

const arnOf = (name: string) => `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;

describe("operations of Step Functions", () => {
  let caller: Caller;
  let client: SFNClient;
  before(async () => {
    caller = await startCaller('[{ Effect: "Allow", Action: "states:*", Resource: "*" }]', resources);
    client = new SFNClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const start = async (name: string, more: object = {}) =>
    (await client.send(new StartExecutionCommand({ stateMachineArn: arnOf(name), input: "{}", ...more })))
      .executionArn!;
  const ended = async (executionArn: string) => {
    const [found] = await eventually(async () => {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === "RUNNING" ? [] : [described];
    });
    return found!;
  };
  const takeTask = async () => {
    const activityArn = "arn:aws:states:eu-central-1:123456789012:activity:work";
    return client.send(new GetActivityTaskCommand({ activityArn, workerName: "ann" }));
  };

  it("StartSyncExecution of a function returns the output, and the log group receives the events", async () => {
    const { payload } = await caller.started.cloud.invoke({
      functionName: "starter",
      payload: JSON.stringify(arnOf("quick")),
    });
    expect(JSON.parse(payload)).to.deep.equal({ status: "SUCCEEDED", output: '{"done":true}', billed: 64 });
    const lines = caller.started.logs.filter(({ source }) => source === "/aws/vendedlogs/states/quick");
    const entries = lines.map(({ text }) => JSON.parse(text) as { type: string; details: object });
    expect(entries.map(({ type }) => type)).to.deep.equal([
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
    expect(entries[0]!.details).to.have.property("input", '{"n":1}');
  });

  it("a worker of an activity fails a task, and a redrive repeats only the failed state", async () => {
    const executionArn = await start("manual");
    const first = await takeTask();
    expect(first.input).to.equal("{}");
    await client.send(new SendTaskFailureCommand({ taskToken: first.taskToken, error: "Broken", cause: "try again" }));
    const failed = await ended(executionArn);
    expect([failed.status, failed.error, failed.redriveStatus]).to.deep.equal(["FAILED", "Broken", "REDRIVABLE"]);

    await client.send(new RedriveExecutionCommand({ executionArn }));
    const second = await takeTask();
    await client.send(new SendTaskSuccessCommand({ taskToken: second.taskToken, output: '"done"' }));
    const redriven = await ended(executionArn);
    expect([redriven.status, redriven.output, redriven.redriveCount]).to.deep.equal(["SUCCEEDED", '"done"', 1]);
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events!.map(({ type }) => type)).to.deep.equal([
      ...["ExecutionStarted", "PassStateEntered", "PassStateExited", "TaskStateEntered"],
      ...["ActivityScheduled", "ActivityStarted", "ActivityFailed", "ExecutionFailed"],
      ...["ExecutionRedriven", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded"],
      ...["TaskStateExited", "ExecutionSucceeded"],
    ]);
  });

  it("publishes the metrics of executions", async () => {
    const { registry } = caller.started.cloud;
    const period = 60;
    const at = Math.floor(Date.now() / 60_000) * 60_000;
    const executionArn = await start("child");
    await ended(executionArn);
    const valueOf = (name: string) => {
      const query = { namespace: "AWS/States", name, dimensions: { StateMachineArn: arnOf("child") }, period };
      const values = [at, at + 60_000].map((each) => registry.use(metrics).statistic({ ...query, stat: "Sum" }, each));
      return values.find((each) => each !== undefined);
    };
    expect(["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed"].map(valueOf)).to.deep.equal([1, 1, 0]);
  });

  it("a nested execution returns its parsed output", async () => {
    const { output, name } = await ended(await start("parent", { name: "outer" }));
    expect(JSON.parse(output!)).to.deep.equal({ inner: { from: name }, status: "SUCCEEDED" });
  });

  it("starts an execution with the same name and input once", async () => {
    const executionArn = await start("child", { name: "once" });
    await ended(executionArn);
    const error = await start("child", { name: "once" }).catch((thrown: Error) => thrown);
    expect(error).to.include({
      name: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${executionArn}'`,
    });
  });

  it("publishes versions of an updated machine, which keep their definition", async () => {
    const definition = (Result: string) =>
      JSON.stringify({ StartAt: "First", States: { First: { Type: "Pass", Result, End: true } } });
    const stateMachineArn = arnOf("child");
    const publish = () => client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: definition("one") }));
    const { stateMachineVersionArn } = await publish();
    expect((await publish()).stateMachineVersionArn).to.equal(stateMachineVersionArn);
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: definition("two") }));
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: stateMachineVersionArn }));
    expect(described.definition).to.equal(definition("one"));
    const { output } = await ended(await start(`child:${stateMachineVersionArn!.split(":").at(-1)!}`));
    expect(output).to.equal('"one"');
  });
});
