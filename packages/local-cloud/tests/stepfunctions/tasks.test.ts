import { createHash } from "node:crypto";
import { expect } from "chai";
import { MachineScene, one, task } from "./support";

const runtime = (text: string) =>
  `An error occurred while executing the state 'S' (entered at the event id #2). ${text}`;
const bodyOf = (body: string) => createHash("md5").update(body).digest("hex");

/** Inputs and outputs of tasks, in the classes of LocalStack's snapshots of services, which were recorded on AWS. */
describe("a task", () => {
  let machines: MachineScene;
  before(async () => {
    machines = await MachineScene.open({
      functions: { echo: { handler: { returnsEvent: true } } },
      resources: {
        queue: { type: "queue" },
        topic: { type: "topic" },
        events: { type: "queue" },
        rule: {
          type: "rule",
          EventPattern: '{"source":["orders"]}',
          Targets: [{ Id: "events", Arn: "{{arn:events}}" }],
        },
        objects: { type: "bucket" },
      },
    });
  });
  after(() => machines.stop());

  for (const [value, sent] of [
    [{ a: [1] }, '{"a":[1]}'],
    [5, "5"],
    [false, "false"],
    ["text", "text"],
  ] as const) {
    for (const integration of ["sqs", "aws-sdk:sqs"]) {
      it(`of ${integration} sends ${JSON.stringify(value)} as the text of a message`, async () => {
        const parameters = { QueueUrl: "{{url:queue}}", MessageBody: value };
        const { output } = await machines.run(one(task(`${integration}:sendMessage`, parameters)));
        expect(output).to.include({ MD5OfMessageBody: bodyOf(sent) });
      });
    }
  }

  for (const [resource, parameters] of [
    ["sns:publish", { TopicArn: "{{arn:topic}}", Message: { a: 1 }, Subject: 7 }],
    ["eventbridge:putEvents", { Entries: [{ Source: "a", DetailType: "b", Detail: { a: 1 } }] }],
    ["secretsmanager:createSecret", { Name: "object", SecretString: { a: 1 } }],
    ["ssm:putParameter", { Name: "number", Type: "String", Value: 5 }],
    ["sfn:startExecution", { StateMachineArn: "{{machine}}", Input: { a: 1 } }],
    ["sns:setTopicAttributes", { TopicArn: "{{arn:topic}}", AttributeName: "DisplayName", AttributeValue: 5 }],
  ] as const) {
    it(`of aws-sdk:${resource} sends objects and numbers in place of texts as JSON`, async () => {
      const machine = await machines.create(one({ Type: "Pass" }));
      const text = JSON.stringify(parameters).replace("{{machine}}", machine);
      const { status, cause, output } = await machines.run(
        one(task(`aws-sdk:${resource}`, JSON.parse(text) as object)),
      );
      expect([status, cause]).to.deep.equal(["SUCCEEDED", undefined]);
      expect((output as { FailedEntryCount?: number }).FailedEntryCount ?? 0).to.equal(0);
    });
  }

  for (const [payload, answered] of [
    ["text", '"text"'],
    [{ a: 1 }, '{"a":1}'],
    [null, "{}"],
  ] as const) {
    it(`of aws-sdk:lambda:invoke sends the JSON of ${JSON.stringify(payload)}`, async () => {
      const { output } = await machines.run(
        one(task("aws-sdk:lambda:invoke", { FunctionName: "{{name:echo}}", Payload: payload })),
      );
      expect(output).to.include({ StatusCode: 200, Payload: answered });
    });
  }

  it("of lambda:invoke with LogType returns the end of the log", async () => {
    const parameters = { FunctionName: "{{name:echo}}", LogType: "Tail" };
    const { output } = await machines.run(one(task("lambda:invoke", parameters)));
    const log = Buffer.from((output as { LogResult: string }).LogResult, "base64").toString();
    expect(log).to.match(/^START RequestId: [^]*\nREPORT RequestId: /);
  });

  it("of events:putEvents adds the machine and the execution to the resources of events", async () => {
    const machine = await machines.create(
      one(
        task("events:putEvents", {
          Entries: [{ Source: "orders", DetailType: "made", Detail: { id: 7 }, Resources: ["own"] }],
        }),
      ),
    );
    const execution = await machines.start(machine);
    await machines.ended(execution);
    const queue = { QueueUrl: machines.scene.propertyOf("url", "events"), WaitTimeSeconds: 1 };
    const received = machines.call<{ Messages: { Body: string }[] }>("sqs:ReceiveMessage", queue);
    const { Messages } = await machines.scene.clock.until(received);
    const { resources, detail } = JSON.parse(Messages[0]!.Body) as { resources: string[]; detail: object };
    expect({ resources, detail }).to.deep.equal({ resources: ["own", machine, execution], detail: { id: 7 } });
  });

  for (const [resource, parameters, text] of [
    ["lambda:invoke", { Payload: 1 }, "The field 'FunctionName' is required but was missing"],
    [
      "lambda:invoke",
      { FunctionName: "f", TaskToken: "t" },
      'The field "TaskToken" is not supported by Step Functions',
    ],
    [
      "sqs:sendMessage",
      { Body: "b", QueueUrl: "u" },
      `The field 'MessageBody' is required but was missing, The field "Body" is not supported by Step Functions`,
    ],
    ["aws-sdk:sqs:sendMessage", { queueUrl: "u" }, 'The field "queueUrl" is not supported by Step Functions'],
  ] as const) {
    it(`of ${resource} does not start with the parameters ${Object.keys(parameters).join(", ")}`, async () => {
      const { error, cause, history } = await machines.run(one(task(resource, parameters)));
      const given = JSON.stringify(parameters);
      expect([error, cause]).to.deep.equal([
        "States.Runtime",
        runtime(`The Parameters '${given}' could not be used to start the Task: [${text}]`),
      ]);
      expect(history).to.deep.equal(["ExecutionStarted", "TaskStateEntered:S", "ExecutionFailed"]);
    });
  }

  it("of an activity that does not exist fails before it is scheduled", async () => {
    const arn = "arn:aws:states:us-east-1:123456789012:activity:none";
    const { error, cause, history } = await machines.run(one({ Type: "Task", Resource: arn }));
    expect([error, cause]).to.deep.equal(["States.Runtime", runtime(`The activity ${arn} does not exist.`)]);
    expect(history).to.deep.equal(["ExecutionStarted", "TaskStateEntered:S", "ExecutionFailed"]);
  });

  it("that sends a token which no task has is refused before its output is read", async () => {
    const parameters = { TaskToken: "NoSuchTaskToken", Output: "no JSON" };
    const { error } = await machines.run(one(task("aws-sdk:sfn:sendTaskSuccess", parameters)));
    expect(error).to.equal("Sfn.InvalidTokenException");
  });

  const bucket = "{{bucket:objects}}";
  for (const [body, content] of [
    ["text data", '"text data"'],
    [{ Dict: "Value" }, '{"Dict":"Value"}'],
    [["List", "Data"], '["List","Data"]'],
    [false, "false"],
    [0, "0"],
  ] as const) {
    it(`writes ${content} for the body ${JSON.stringify(body)}, and reads it`, async () => {
      const put = task(
        "aws-sdk:s3:putObject",
        { Bucket: bucket, Key: "k", Body: body },
        { Next: "Get", ResultPath: "$.put" },
      );
      const get = task("aws-sdk:s3:getObject", { Bucket: bucket, Key: "k" }, { End: true, ResultPath: "$.got" });
      const { output } = await machines.run(one(put, { Get: get }));
      const written = { ETag: `"${bodyOf(content)}"`, ServerSideEncryption: "AES256" };
      const { put: answer, got } = output as { put: object; got: { LastModified: string } };
      expect(answer).to.deep.equal(written);
      expect(got.LastModified).to.match(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
      expect(got).to.deep.equal({
        ...{ ...written, AcceptRanges: "bytes", Body: content, ContentLength: content.length, Metadata: {} },
        ...{ ContentType: "binary/octet-stream", LastModified: got.LastModified },
      });
    });
  }

  it("keeps type and metadata of an object, and reads a range", async () => {
    const place = { Bucket: bucket, Key: "typed" };
    const headers = { ContentType: "text/plain", Metadata: { owner: "ann" } };
    const put = task("aws-sdk:s3:putObject", { ...place, ...headers, Body: 12345 }, { Next: "Get" });
    const get = task("aws-sdk:s3:getObject", { ...place, Range: "bytes=1-2" }, { End: true });
    const { output } = await machines.run(one(put, { Get: get }));
    expect(output).to.deep.include({ ...headers, Body: "23", ContentRange: "bytes 1-2/5" });
  });

  for (const [operation, more] of [
    ["listObjects", {}],
    ["listObjectsV2", { KeyCount: 1 }],
  ] as const) {
    it(`lists objects by ${operation}`, async () => {
      const put = task("aws-sdk:s3:putObject", { Bucket: bucket, Key: "in/a.txt", Body: 1 }, { Next: "List" });
      const list = task(`aws-sdk:s3:${operation}`, { Bucket: bucket, Prefix: "in", Delimiter: "/" }, { End: true });
      const { output } = await machines.run(one(put, { List: list }));
      expect(output).to.deep.equal({
        ...{ CommonPrefixes: [{ Prefix: "in/" }], Contents: [], Delimiter: "/", IsTruncated: false, MaxKeys: 1000 },
        ...{ Name: machines.scene.propertyOf("bucket", "objects"), Prefix: "in", ...more },
      });
    });
  }

  it("of an SDK integration returns times as ISO 8601 texts", async () => {
    const machine = await machines.create(one({ Type: "Pass" }));
    const { output } = await machines.run(one(task("aws-sdk:sfn:startExecution", { StateMachineArn: machine })));
    expect((output as { StartDate: string }).StartDate).to.match(/^2026-07-10T12:00:[\d.]+Z$/);
  });
});
