import { expect } from "chai";
import { SFNClient, TestStateCommand, type TestStateCommandInput } from "@aws-sdk/client-sfn";
import { startCaller, type Caller } from "../support/caller";

const resources = `
const worker = new aws.lambda.Function("worker", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "worker",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async ({ count }) => ({ count: count + 1 });") }),
});
const runner = new aws.iam.Role("runner", { name: "runner", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("runner", { role: runner.name, policy: worker.arn.apply((Resource) => JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource }],
})) });
new aws.iam.Role("idle", { name: "idle", assumeRolePolicy: "{}" });
`;

type Request = Omit<TestStateCommandInput, "definition" | "input"> & { readonly input?: unknown };

const roleOf = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const invoke = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };
const input = { kept: 1, item: { a: 2 } };
const processor = (mode: object = {}) => ({
  ItemProcessor: { ...mode, StartAt: "Each", States: { Each: { Type: "Pass", End: true } } },
});
const distributed = processor({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } });

/** Answers of LocalStack's snapshots `test_state/*.snapshot.json`, which were recorded on AWS, for own states. */
describe("TestState", () => {
  let caller: Caller;
  let client: SFNClient;
  before(async () => {
    caller = await startCaller('[{ Effect: "Allow", Action: "states:TestState", Resource: "*" }]', resources);
    // The SDK would send the request to the host `sync-127.0.0.1`.
    client = new SFNClient({ ...caller.client, disableHostPrefix: true });
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const test = async (state: object, { input: given = {}, ...request }: Request = {}) => {
    const command = { definition: JSON.stringify(state), input: JSON.stringify(given), ...request };
    const { $metadata, ...answer } = await client.send(new TestStateCommand(command));
    void $metadata;
    return answer;
  };
  const inspected = async (state: object, request: Request = {}) => {
    const { inspectionData } = await test(state, { inspectionLevel: "DEBUG", ...request });
    return Object.fromEntries(
      Object.entries(inspectionData!).map(([key, value]) => [
        key,
        typeof value === "string" ? (JSON.parse(value) as unknown) : (value as unknown),
      ]),
    );
  };
  const failure = async (call: Promise<unknown>) => {
    const { name, message } = (await call.catch((thrown: Error) => thrown)) as Error;
    return [name, message];
  };

  it("runs a state without a role: output, next state, and a failure", async () => {
    expect(await test({ Type: "Pass", Result: { a: 1 }, Next: "B" })).to.deep.equal({
      ...{ status: "SUCCEEDED", output: '{"a":1}', nextState: "B" },
    });
    expect(await test({ Type: "Fail", Error: "Bad", Cause: "broken" })).to.deep.equal({
      ...{ status: "FAILED", error: "Bad", cause: "broken" },
    });
    const choice = { Type: "Choice", Choices: [{ Variable: "$.a", NumericEquals: 1, Next: "One" }], Default: "Other" };
    expect(await test(choice, { input: { a: 2 } })).to.include({ status: "SUCCEEDED", nextState: "Other" });
  });

  it("shows a fault without the name of the state", async () => {
    expect(await test({ Type: "Pass", InputPath: "$.none", End: true })).to.deep.equal({
      ...{ status: "FAILED", error: "States.Runtime" },
      cause: "Invalid path '$.none' : No results for path: $['none']",
    });
  });

  for (const [title, state, data] of [
    [
      "Pass",
      { Type: "Pass", InputPath: "$.item", Parameters: { "b.$": "$.a" }, ResultPath: "$.made", End: true },
      {
        afterInputPath: { a: 2 },
        afterParameters: { b: 2 },
        afterResultSelector: { b: 2 },
        afterResultPath: { ...input, made: { b: 2 } },
      },
    ],
    [
      "Pass with a Result",
      { Type: "Pass", Result: 5, ResultPath: "$.made", End: true },
      { result: 5, afterResultSelector: 5, afterResultPath: { ...input, made: 5 } },
    ],
    ["Succeed", { Type: "Succeed" }, { afterInputPath: input }],
    ["Fail", { Type: "Fail" }, { afterInputPath: input }],
    ["a JSONata state", { Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 %}", End: true }, {}],
    [
      "variables",
      { Type: "Pass", QueryLanguage: "JSONata", Assign: { b: "{% $a + 1 %}" }, End: true },
      { variables: { a: 1, b: 2 } },
    ],
  ] as const) {
    it(`shows the data flow of ${title}`, async () => {
      const variables = title === "variables" ? { variables: '{"a":1}' } : {};
      expect(await inspected(state, { input, ...variables })).to.deep.equal({ input, ...data });
    });
  }

  it("calls a function with the role, and IAM decides", async () => {
    const task = { ...invoke, Parameters: { FunctionName: "worker", "Payload.$": "$" }, OutputPath: "$.Payload" };
    const allowed = await test(task, { input: { count: 1 }, roleArn: roleOf("runner") });
    expect(allowed).to.deep.equal({ status: "SUCCEEDED", output: '{"count":2}' });
    const denied = await test(task, { input: { count: 1 }, roleArn: roleOf("idle") });
    expect([denied.status, denied.error]).to.deep.equal(["FAILED", "Lambda.AWSLambdaException"]);
    const revealing = test({ Type: "Pass", End: true }, { revealSecrets: true });
    expect((await failure(revealing))[0]).to.equal("AccessDeniedException");
  });

  describe("with a mock", () => {
    const result = (value: unknown) => ({ mock: { result: JSON.stringify(value) } });
    const error = (name: string) => ({ mock: { errorOutput: { error: name, cause: "mocked" } } });

    it("returns the result in place of a call, also of a service that is not emulated", async () => {
      const task = { Type: "Task", Resource: "arn:aws:states:::ecs:runTask.sync", Next: "B", OutputPath: "$.a" };
      expect(await test(task, result({ a: [1] }))).to.deep.equal({
        ...{ status: "SUCCEEDED", output: "[1]", nextState: "B" },
      });
    });

    const handlers = {
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 }],
      Catch: [
        { ErrorEquals: ["Other"], Next: "O" },
        { ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Handler" },
      ],
    };
    const task = { ...invoke, ...handlers, Parameters: { FunctionName: "f" } };

    it("reports the retrier that matches, with its interval", async () => {
      const stateConfiguration = { retrierRetryCount: 1 };
      const answer = await test(task, { ...error("Busy"), stateConfiguration, inspectionLevel: "DEBUG" });
      expect(answer).to.deep.include({ status: "RETRIABLE", error: "Busy", cause: "mocked" });
      expect(answer.inspectionData!.errorDetails).to.deep.equal({ retryIndex: 0, retryBackoffIntervalSeconds: 6 });
    });

    it("reports the catcher that matches, when no retries are left", async () => {
      const stateConfiguration = { retrierRetryCount: 2 };
      const answer = await test(task, { ...error("Busy"), stateConfiguration, inspectionLevel: "DEBUG" });
      expect(answer).to.deep.include({ status: "CAUGHT_ERROR", nextState: "Handler" });
      expect(answer.output).to.equal('{"failure":{"Error":"Busy","Cause":"mocked"}}');
      expect(answer.inspectionData!.errorDetails).to.deep.equal({ catchIndex: 1 });
    });

    it("shows items and limits of a Map, and fails it above the tolerated failures", async () => {
      const map = { Type: "Map", ItemsPath: "$.list", ToleratedFailureCount: 1, ...distributed, End: true };
      const request = { input: { list: [1, 2] }, ...result(["a", "b"]) };
      expect(await inspected({ ...map, ItemSelector: { "n.$": "$$.Map.Item.Value" } }, request)).to.deep.equal({
        ...{ input: { list: [1, 2] }, afterInputPath: { list: [1, 2] }, afterItemsPath: [1, 2] },
        ...{ afterItemSelector: [{ n: 1 }, { n: 2 }], maxConcurrency: 0, toleratedFailureCount: 1 },
        ...{ afterResultSelector: ["a", "b"], afterResultPath: ["a", "b"] },
      });
      const failed = await test(map, { ...request, stateConfiguration: { mapIterationFailureCount: 2 } });
      expect(failed).to.deep.include({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
    });

    it("takes the context object of the request", async () => {
      const context = JSON.stringify({ Execution: { Name: "given" }, Task: { Token: "t" } });
      const parameters = { "TaskToken.$": "$$.Task.Token", "Name.$": "$$.Execution.Name", QueueUrl: "q" };
      const send = {
        ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
        Parameters: { ...parameters, MessageBody: "b" },
      };
      const { afterParameters } = await inspected(send, { context, ...result({ done: true }) });
      expect(afterParameters).to.deep.include({ TaskToken: "t", Name: "given" });
    });

    const invalidContext = (rule: string) => `Invalid Context object provided: ${rule}`;
    const fieldFault = (rule: string) => `Mock result schema validation error: ${rule}`;
    const events = { Type: "Task", Resource: "arn:aws:states:::events:putEvents", End: true };
    const nested = { Type: "Task", Resource: "arn:aws:states:::states:startExecution", End: true };
    const map = { Type: "Map", ...processor(), End: true };
    const parallel = { Type: "Parallel", Branches: [processor().ItemProcessor], End: true };
    for (const [title, state, request, message] of [
      [
        "a Pass state",
        { Type: "Pass", End: true },
        result(1),
        "State type 'Pass' is not supported when a mock is specified",
      ],
      [
        "two ends",
        invoke,
        { mock: { result: "1", errorOutput: {} } },
        "A test mock should have only one of the following fields: [result, errorOutput].",
      ],
      ["a result of a Map", map, result({}), "Mocked result must be an array."],
      [
        "a result of a Map with a writer",
        { ...map, ResultWriter: {} },
        result([]),
        "Mocked result must be a JSON object.",
      ],
      [
        "the results of branches",
        parallel,
        result([1, 2]),
        "Mocked result must contain the same number of items as number of Parallel branches.",
      ],
      ["a field's type", events, result({ Entries: {} }), fieldFault("Field 'Entries' must be an array")],
      [
        "a nested field's type",
        events,
        result({ Entries: [{ EventId: "e" }, { EventId: 1 }] }),
        fieldFault("Field 'EventId' must be a string"),
      ],
      ["a missing field", nested, result({}), fieldFault("Required field 'ExecutionArn' is missing")],
      [
        "a context with Map",
        invoke,
        { ...result({}), context: '{"Map":{}}' },
        invalidContext("'Map' field is not supported when mocking a Context object"),
      ],
      [
        "an unknown section",
        invoke,
        { ...result({}), context: '{"Other":{}}' },
        invalidContext("Field 'Other' is not allowed"),
      ],
      [
        "an unknown field",
        invoke,
        { ...result({}), context: '{"Execution":{"other":1}}' },
        invalidContext("Field 'other' is not allowed"),
      ],
      [
        "a field of another type",
        invoke,
        { ...result({}), context: '{"Execution":{"Id":1}}' },
        invalidContext("Execution.Id must be a string"),
      ],
      [
        "a token without a callback",
        invoke,
        { ...result({}), context: '{"Task":{"Token":"t"}}' },
        invalidContext(
          "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
        ),
      ],
    ] as const) {
      it(`checks ${title}`, async () => {
        expect(await failure(test(state, request))).to.deep.equal(["ValidationException", message]);
      });
    }

    it("checks only present fields, or none, in the other modes", async () => {
      const present = { mock: { result: "{}", fieldValidationMode: "PRESENT" } } as const;
      const none = { mock: { result: '{"ExecutionArn":1}', fieldValidationMode: "NONE" } } as const;
      expect((await test(nested, present)).status).to.equal("SUCCEEDED");
      expect((await test(nested, none)).status).to.equal("SUCCEEDED");
    });
  });

  describe("rejects", () => {
    const machine = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
    const unsupported =
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]";
    for (const [title, state, request, code, message] of [
      ["a Map without a mock", { Type: "Map", ...processor(), End: true }, {}, "InvalidDefinition", unsupported],
      [
        "a task without a role",
        invoke,
        {},
        "ValidationException",
        "RoleArn must be specified when testing a Task state",
      ],
      ["an unknown state", machine, { stateName: "B" }, "ValidationException", "State not found in definition"],
      [
        "a field that AWS does not know",
        { Type: "Pass", End: true, Colour: 1 },
        {},
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'Colour' is not supported at /'",
      ],
    ] as const) {
      it(title, async () => {
        expect(await failure(test(state, request))).to.deep.equal([code, message]);
      });
    }
  });

  it("finds a state of a machine by its name, also in a processor", async () => {
    const each = { StartAt: "Inner", States: { Inner: { Type: "Pass", Result: "found", Next: "End" } } };
    const machine = { StartAt: "M", States: { M: { Type: "Map", ItemProcessor: each, End: true } } };
    expect(await test(machine, { stateName: "Inner" })).to.deep.equal({
      ...{ status: "SUCCEEDED", output: '"found"', nextState: "End" },
    });
  });
});
