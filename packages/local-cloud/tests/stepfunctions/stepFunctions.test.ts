import { expect } from "chai";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const machine = `
const worker = new aws.lambda.Function("worker", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "worker",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async ({ count }) => ({ count: count + 1 });") }),
});
const runner = new aws.iam.Role("runner", { name: "runner", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("runner", { role: runner.name, policy: worker.arn.apply((Resource) => JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource }],
})) });
const task = (Resource: string) => ({ StartAt: "Begin", States: {
  Begin: { Type: "Pass", Result: { count: 1 }, Next: "Work" },
  Work: { Type: "Task", Resource, Next: "Done" },
  Done: { Type: "Succeed" },
} });
new aws.sfn.StateMachine("counter", {
  name: "counter", roleArn: runner.arn, definition: worker.arn.apply((arn) => JSON.stringify(task(arn))),
});
const idle = new aws.iam.Role("idle", { name: "idle", assumeRolePolicy: "{}" });
new aws.sfn.StateMachine("denied", {
  name: "denied", roleArn: idle.arn, definition: worker.arn.apply((arn) => JSON.stringify(task(arn))),
});
new aws.sfn.StateMachine("waiting", {
  name: "waiting", roleArn: idle.arn,
  definition: JSON.stringify({ StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 3600, End: true } } }),
});
`;

const arnOf = (name: string) => `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;

describe("Step Functions, called by the SDK", () => {
  let caller: Caller;
  let client: SFNClient;
  before(async () => {
    caller = await startCaller('[{ Effect: "Allow", Action: "states:*", Resource: "*" }]', machine);
    client = new SFNClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const start = async (name: string, input = "{}") =>
    (await client.send(new StartExecutionCommand({ stateMachineArn: arnOf(name), input }))).executionArn!;
  const describeEnded = async (executionArn: string) => {
    const [ended] = await eventually(async () => {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === "RUNNING" ? [] : [described];
    });
    return ended!;
  };

  it("runs a declared machine with the permissions of its role", async () => {
    const executionArn = await start("counter");
    const { status, output } = await describeEnded(executionArn);
    expect({ status, output }).to.deep.equal({ status: "SUCCEEDED", output: '{"count":2}' });
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events!.map(({ id, previousEventId, type }) => [id, previousEventId, type])).to.deep.equal([
      [1, 0, "ExecutionStarted"],
      [2, 0, "PassStateEntered"],
      [3, 2, "PassStateExited"],
      [4, 3, "TaskStateEntered"],
      [5, 4, "LambdaFunctionScheduled"],
      [6, 5, "LambdaFunctionStarted"],
      [7, 6, "LambdaFunctionSucceeded"],
      [8, 7, "TaskStateExited"],
      [9, 8, "SucceedStateEntered"],
      [10, 9, "SucceedStateExited"],
      [11, 10, "ExecutionSucceeded"],
    ]);
  });

  it("fails a task that the role does not allow, with IAM's message in the cause", async () => {
    const { status, error, cause } = await describeEnded(await start("denied"));
    expect({ status, error }).to.deep.equal({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(cause).to.match(/is not authorized to perform: lambda:InvokeFunction on resource: .*:function:worker/);
  });

  it("stops a running execution", async () => {
    const executionArn = await start("waiting");
    await client.send(new StopExecutionCommand({ executionArn, error: "Stopped", cause: "no longer needed" }));
    const { status, error, cause } = await describeEnded(executionArn);
    expect({ status, error, cause }).to.deep.equal({ status: "ABORTED", error: "Stopped", cause: "no longer needed" });
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: arnOf("waiting"), statusFilter: "ABORTED" }),
    );
    expect(executions!.map((each) => each.executionArn)).to.deep.equal([executionArn]);
  });

  it("refuses a task that the local cloud does not emulate, by its state and name", async () => {
    const definition = JSON.stringify({
      StartAt: "Run",
      States: { Run: { Type: "Task", Resource: "arn:aws:states:::ecs:runTask", End: true } },
    });
    const input = { name: "containers", definition, roleArn: "arn:aws:iam::123456789012:role/runner" };
    const error = await client.send(new CreateStateMachineCommand(input)).catch((thrown: Error) => thrown);
    expect(error).to.include({
      name: "InvalidDefinition",
      message: "state Run: the local cloud does not emulate ecs:runTask",
    });
  });

  it("refuses an execution of an unknown machine", async () => {
    const error = await start("missing").catch((thrown: Error) => thrown);
    expect(error).to.include({
      name: "StateMachineDoesNotExist",
      message: `State Machine Does Not Exist: '${arnOf("missing")}'`,
    });
  });
});
