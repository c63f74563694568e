import { expect } from "chai";
import { EventScene } from "../conformance/eventScene";
import { endedExecution } from "../conformance/executions";

interface Ended {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  readonly history: readonly string[];
}

const runtime = (text: string, state = "S") => ({
  status: "FAILED",
  error: "States.Runtime",
  cause: `An error occurred while executing the state '${state}' (entered at the event id #2). ${text}`,
});
const one = (state: object) => ({ StartAt: "S", States: { S: { End: true, ...state } } });
const each = { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } };
const map = (more: object, mode?: object) =>
  one({
    ...{ Type: "Map", ItemsPath: "$.list" },
    ItemProcessor: { ...each, ...(mode === undefined ? {} : { ProcessorConfig: mode }) },
    ...more,
  });

/** Causes and histories of own inputs, in the classes of LocalStack's snapshots, which were recorded on AWS. */
describe("an execution ends as on AWS", () => {
  let scene: EventScene;
  let count = 0;
  before(async () => {
    scene = await EventScene.open({}, (value) => value);
  });
  after(() => scene.cloud.stop());

  const run = async (definition: object, input: unknown = {}): Promise<Ended> => {
    count += 1;
    const machine = { name: `machine${String(count)}`, definition: JSON.stringify(definition) };
    const made = await scene.call("stepfunctions:CreateStateMachine", { ...machine, roleArn: scene.roleArn });
    const { stateMachineArn } = made.output as { stateMachineArn: string };
    const started = await scene.call("stepfunctions:StartExecution", { stateMachineArn, input: JSON.stringify(input) });
    const { executionArn } = started.output as { executionArn: string };
    return (await scene.clock.until(endedExecution(scene, executionArn))) as Ended;
  };

  const distributed = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
  const started = ["ExecutionStarted", "MapStateEntered:S", "MapStateStarted", "ExecutionFailed"];
  for (const [title, definition, value, text, history] of [
    [
      "a negative MaxConcurrencyPath",
      map({ MaxConcurrencyPath: "$.n" }),
      -1,
      "Expected non-negative integer for MaxConcurrency, got '-1' instead.",
      ["ExecutionStarted", "MapStateEntered:S", "ExecutionFailed"],
    ],
    [
      "a text at MaxConcurrencyPath",
      map({ MaxConcurrencyPath: "$.n" }),
      "many",
      'The MaxConcurrencyPath field refers to value "many" which is not a valid integer: $.n',
      ["ExecutionStarted", "MapStateEntered:S", "ExecutionFailed"],
    ],
    [
      "a negative ToleratedFailureCountPath",
      map({ ToleratedFailureCountPath: "$.n" }, distributed),
      -1,
      "ToleratedFailureCount cannot be negative.",
      started,
    ],
    [
      "a list at ToleratedFailureCountPath",
      map({ ToleratedFailureCountPath: "$.n" }, distributed),
      [1],
      'The ToleratedFailureCountPath field refers to value "[1]" which is not a valid integer: $.n',
      started,
    ],
    [
      "a text at ToleratedFailurePercentagePath",
      map({ ToleratedFailurePercentagePath: "$.n" }, distributed),
      "half",
      'The ToleratedFailurePercentagePath field refers to value "half" which is not a valid float: $.n',
      started,
    ],
    [
      "a percentage above 100",
      map({ ToleratedFailurePercentagePath: "$.n" }, distributed),
      100.5,
      "ToleratedFailurePercentage must be between 0 and 100.",
      started,
    ],
  ] as const) {
    it(`with ${title}`, async () => {
      const { history: types, ...ended } = await run(definition, { list: [1], n: value });
      expect(ended).to.deep.include(runtime(text));
      expect(types).to.deep.equal(history);
    });
  }

  it("with a fraction as tolerated percentage", async () => {
    const { status, output } = await run(map({ ToleratedFailurePercentagePath: "$.n" }, distributed), {
      ...{ list: [1, 2], n: 12.5 },
    });
    expect([status, output]).to.deep.equal(["SUCCEEDED", [1, 2]]);
  });

  const queried = (more: object) => ({
    QueryLanguage: "JSONata",
    ...one({
      ...{ Type: "Map", Items: "{% [1, 2, 3] %}", ...more },
      ItemProcessor: { ...each, ProcessorConfig: distributed },
    }),
  });
  for (const [field, expression, text] of [
    [
      "MaxConcurrency",
      "'x'",
      `The JSONata expression ''x'' specified for the field 'MaxConcurrency' returned an unexpected result type. Expected 'number', but was 'string' for value: "x"`,
    ],
    ["MaxConcurrency", "1.5", "The MaxConcurrency field must be an integer but was: 1.5"],
    ["MaxConcurrency", "-1", "Expected non-negative integer for MaxConcurrency, got '-1' instead."],
    ["ToleratedFailureCount", "-1", "ToleratedFailureCount cannot be negative."],
    ["ToleratedFailurePercentage", "101", "ToleratedFailurePercentage must be between 0 and 100."],
  ] as const) {
    it(`with the expression ${expression} for ${field}`, async () => {
      const { error, cause } = await run(queried({ [field]: `{% ${expression} %}` }));
      expect([error, cause]).to.deep.equal(["States.QueryEvaluationError", runtime(text).cause]);
    });
  }

  it("with the text of a number as a limit", async () => {
    const batcher = { MaxItemsPerBatchPath: "$.most" };
    const { output } = await run(map({ ItemBatcher: batcher }, distributed), { list: [1, 2, 3], most: "2" });
    expect(output).to.deep.equal([{ Items: [1, 2] }, { Items: [3] }]);
  });

  it("with items of the context object that are no list", async () => {
    expect(await run(map({ ItemsPath: "$$.Execution.Name" }), {})).to.deep.include(
      runtime('Reference path "$.Execution.Name" must point to array.'),
    );
  });

  const unknownTopic = "arn:aws:sns:us-east-1:123456789012:none";
  for (const [resource, parameters, error] of [
    ["sqs:sendMessage", { QueueUrl: "http://localhost/none", MessageBody: "b" }, "SQS.QueueDoesNotExistException"],
    [
      "aws-sdk:sqs:sendMessage",
      { QueueUrl: "http://localhost/none", MessageBody: "b" },
      "Sqs.QueueDoesNotExistException",
    ],
    ["sns:publish", { TopicArn: unknownTopic, Message: "m" }, "SNS.NotFoundException"],
    ["aws-sdk:sns:getTopicAttributes", { TopicArn: unknownTopic }, "Sns.NotFoundException"],
    ["dynamodb:getItem", { TableName: "none", Key: { id: { S: "a" } } }, "DynamoDB.ResourceNotFoundException"],
    ["aws-sdk:dynamodb:describeTable", { TableName: "none" }, "DynamoDb.ResourceNotFoundException"],
    ["aws-sdk:s3:getObject", { Bucket: "none", Key: "k" }, "S3.NoSuchBucketException"],
    ["aws-sdk:ssm:getParameter", { Name: "none" }, "Ssm.ParameterNotFoundException"],
    ["aws-sdk:secretsmanager:getSecretValue", { SecretId: "none" }, "SecretsManager.ResourceNotFoundException"],
    ["aws-sdk:sfn:describeStateMachine", { StateMachineArn: "none" }, "Sfn.InvalidArnException"],
    ["aws-sdk:sfn:createActivity", { Name: "n".repeat(81) }, "Sfn.ValidationException"],
    ["aws-sdk:eventbridge:describeRule", { Name: "none" }, "EventBridge.ResourceNotFoundException"],
    ["lambda:invoke", { FunctionName: "none" }, "Lambda.ResourceNotFoundException"],
  ] as const) {
    it(`with ${error} of ${resource}`, async () => {
      const task = { Type: "Task", Resource: `arn:aws:states:::${resource}`, Parameters: parameters };
      const ended = await run(one(task));
      expect([ended.status, ended.error]).to.deep.equal(["FAILED", error]);
    });
  }

  it("with lists and objects that States.Format prints as Java does", async () => {
    const parameters = { "text.$": "States.Format('{} {}', $.list, $.object)" };
    const { output } = await run(one({ Type: "Pass", Parameters: parameters }), {
      ...{ list: ["a", 1, null, [true]], object: { a: "b", c: { d: [] } } },
    });
    expect(output).to.deep.equal({ text: "[a, 1, null, [true]] {a=b, c={d=[]}}" });
  });
});
