import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import type { Program } from "@onemachine/local-cloud";
import { advanceUntil } from "../support/eventually";
import { declare, ofType, only, workflowsProgram } from "../support/program";

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

describe("the declaration of workflows", () => {
  let declared: Program;
  before(async () => {
    declared = await declare(workflowsProgram);
  });
  const state = (type: string, name: string) => only(declared, type, name).state;
  const arn = (type: string, name: string) => String(state(type, name)["arn"]);
  const statementsOf = (name: string) => {
    const { policy } = only(declared, "aws:iam/rolePolicy:RolePolicy", name).inputs;
    return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
  };
  const definitionOf = (name: string) =>
    JSON.parse(String(only(declared, "aws:sfn/stateMachine:StateMachine", `${name}-machine`).inputs["definition"])) as {
      States: Record<string, any>;
    };

  it("gives each workflow a machine with its role and log group", () => {
    const { definition, loggingConfiguration, ...inputs } = only(
      declared,
      "aws:sfn/stateMachine:StateMachine",
      "greetAll-machine",
    ).inputs;
    expect(definition).to.be.a("string");
    expect(inputs).to.deep.equal({
      roleArn: arn("aws:iam/role:Role", "greetAll-role"),
      tracingConfiguration: { enabled: false },
    });
    expect(loggingConfiguration).to.deep.equal({
      level: "ERROR",
      includeExecutionData: false,
      logDestination: `${arn("aws:cloudwatch/logGroup:LogGroup", "greetAll-logs")}:*`,
    });
    expect(only(declared, "aws:cloudwatch/logGroup:LogGroup", "greetAll-logs").inputs).to.deep.equal({
      namePrefix: "/aws/vendedlogs/states/greetAll-",
      retentionInDays: 14,
    });
  });

  it("renders a task as a call of its function's alias, with retries of Lambda's errors after its own", () => {
    const { greetOne, regretOne } = definitionOf("greetAll").States["each"].ItemProcessor.States;
    const lambda = {
      ErrorEquals: [
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
      ],
      IntervalSeconds: 2,
      MaxAttempts: 6,
      BackoffRate: 2,
      JitterStrategy: "FULL",
    };
    expect(greetOne.Retry).to.deep.equal([{ ErrorEquals: ["Busy"], IntervalSeconds: 1, MaxAttempts: 2 }, lambda]);
    expect(regretOne).to.deep.equal({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: {
        FunctionName: arn("aws:lambda/alias:Alias", "regret-live"),
        Payload: {
          input: "{% $states.input %}",
          execution: "{% $states.context.Execution.Id %}",
          state: "{% $states.context.State.Name %}",
          retries: "{% $states.context.State.RetryCount %}",
        },
      },
      Output: "{% $states.result.Payload %}",
      Retry: [lambda],
      End: true,
    });
  });

  it("lets a machine call its own tasks and write its log, and nothing else", () => {
    const [invoke, logs, ...rest] = statementsOf("greetAll-policy");
    expect(invoke).to.deep.equal({
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: ["greet", "regret"].map((task) => arn("aws:lambda/alias:Alias", `${task}-live`)),
    });
    expect([logs!.Action].flat().every((action) => action.startsWith("logs:"))).to.equal(true);
    expect(rest).to.deep.equal([]);
    const policies = ofType(declared, "aws:iam/rolePolicy:RolePolicy").map(({ name }) => name);
    expect(policies).not.to.include("greetAll-executions-policy");
  });

  it("lets a machine with a distributed map read its bucket and run its own executions", () => {
    const bucket = String(state("aws:s3/bucket:Bucket", "Lists")["bucket"]);
    expect(statementsOf("greetList-policy")[1]).to.deep.equal({
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [`arn:aws:s3:::${bucket}/*`],
    });
    const machine = arn("aws:sfn/stateMachine:StateMachine", "greetList-machine");
    const executions = machine.replace(":stateMachine:", ":execution:");
    expect(statementsOf("greetList-executions-policy")).to.deep.equal([
      { Effect: "Allow", Action: "states:StartExecution", Resource: machine },
      { Effect: "Allow", Action: ["states:DescribeExecution", "states:StopExecution"], Resource: `${executions}:*` },
      { Effect: "Allow", Action: "states:RedriveExecution", Resource: `${executions}/*` },
    ]);
  });

  it("lets a route use the machine and its executions as its access says", () => {
    const machine = arn("aws:sfn/stateMachine:StateMachine", "greetAll-machine");
    expect(statementsOf("startGreetings-policy")[0]).to.deep.equal({
      Effect: "Allow",
      Action: ["states:StartExecution"],
      Resource: machine,
    });
    expect(statementsOf("getGreetings-policy")[1]).to.deep.equal({
      Effect: "Allow",
      Action: ["states:DescribeExecution"],
      Resource: `${machine.replace(":stateMachine:", ":execution:")}:*`,
    });
  });

  it("watches each workflow with three alarms and a row of the dashboard", () => {
    const alarms = ofType(declared, "aws:cloudwatch/metricAlarm:MetricAlarm")
      .filter(({ name, inputs }) => inputs["namespace"] === "AWS/States" && name.endsWith("-greetAll"))
      .map(({ name, inputs }) => [name, inputs["metricName"], inputs["threshold"]]);
    expect(alarms).to.deep.equal([
      ["workflows-executions-failed-greetAll", "ExecutionsFailed", 0],
      ["workflows-executions-timed-out-greetAll", "ExecutionsTimedOut", 0],
      ["workflows-executions-throttled-greetAll", "ExecutionThrottled", 0],
    ]);
    const { dashboardBody } = only(declared, "aws:cloudwatch/dashboard:Dashboard").inputs;
    const { widgets } = JSON.parse(String(dashboardBody)) as { widgets: { properties: { title: string } }[] };
    const titles = widgets.map(({ properties }) => properties.title).filter((title) => title.startsWith("greetAll"));
    expect(titles).to.deep.equal([
      "greetAll: executions",
      "greetAll: time (ms)",
      "greetAll: calls of tasks",
      "greetAll: time of tasks (ms)",
    ]);
  });
});

describe("a local run of workflows", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({ ...workflowsProgram, clock: "running" });
  });
  after(() => cloud.stop());

  const send = (path: string, method = "GET", body?: string, type = "application/json") =>
    fetch(`${cloud.url}${path}`, {
      method,
      headers: { "x-api-key": cloud.apiKey!, ...(body === undefined ? {} : { "Content-Type": type }) },
      ...(body === undefined ? {} : { body }),
    });
  const greet = async (id: string, people: readonly string[]) =>
    (await send(`/greetings/${id}`, "PUT", JSON.stringify({ people }))).status;
  const read = async (id: string) =>
    (await (await send(`/greetings/${id}`)).json()) as { status: string; output?: unknown; error?: string };
  const ended = async (id: string) => {
    await advanceUntil(cloud, async () => (await read(id)).status !== "RUNNING");
    return read(id);
  };

  it("starts an execution once for each name, and describes it", async () => {
    expect((await send("/greetings/none")).status).to.equal(404);
    expect(await greet("first", ["ann", "", "bob"])).to.equal(202);
    expect(await ended("first")).to.deep.equal({
      status: "SUCCEEDED",
      output: [{ greeted: "ann" }, { regretted: "InvalidInput" }, { greeted: "bob" }],
    });
    expect(await greet("first", ["ann", "", "bob"])).to.equal(409);
    expect(cloud.denials()).to.deep.equal([]);
  });

  it("fails with the error of its definition", async () => {
    expect(await greet("empty", [])).to.equal(202);
    expect(await ended("empty")).to.deep.equal({ status: "FAILED", error: "Nobody" });
  });

  it("repeats a task whose error its state retries, and says so to the callback", async () => {
    expect(await greet("patient", ["busy"])).to.equal(202);
    expect(await ended("patient")).to.deep.equal({
      status: "SUCCEEDED",
      output: [{ greeted: "busy" }],
      retries: 1,
    });
  });

  it("maps over the lines of an object in batches, each with its line", async () => {
    const lines = ["ann", "bob", "eve"].map((person) => `${JSON.stringify({ person })}\n`).join("");
    expect((await send("/lists/team", "PUT", lines, "application/jsonl")).status).to.equal(202);
    const greeted = async () => (await cloud.tables["Greeted"]!.items()).filter(({ line }) => line !== undefined);
    await advanceUntil(cloud, async () => (await greeted()).length === 3);
    const items = await greeted();
    expect(items.map(({ id, line }) => `${String(line)} ${String(id)}`).sort()).to.deep.equal([
      "0 ann",
      "1 bob",
      "2 eve",
    ]);
    expect(cloud.denials()).to.deep.equal([]);
  });
});
