import { expect } from "chai";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetActivityTaskCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SFNClient,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const resources = `
new aws.s3.Bucket("data", { bucket: "data" });
const runner = new aws.iam.Role("runner", { name: "runner", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("runner", { role: runner.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
}) });
`;

const reader = (InputType: string, Key: string) => ({
  Resource: "arn:aws:states:::s3:getObject",
  ReaderConfig: { InputType, ...(InputType === "CSV" ? { CSVHeaderLocation: "FIRST_ROW" } : {}) },
  Parameters: { Bucket: "data", Key },
});

/** A map whose children fail for items with `isBad`. */
const processor = {
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  StartAt: "Check",
  States: {
    Check: {
      Type: "Choice",
      Choices: [{ And: [{ Variable: "$.isBad", IsPresent: true }], Next: "Reject" }],
      Default: "Accept",
    },
    Accept: { Type: "Pass", End: true },
    Reject: { Type: "Fail", Error: "Rejected", Cause: "the item is bad" },
  },
};

describe("a distributed Map", () => {
  let caller: Caller;
  let client: SFNClient;
  let s3: S3Client;
  before(async () => {
    const statements = '[{ Effect: "Allow", Action: ["states:*", "s3:*"], Resource: "*" }]';
    caller = await startCaller(statements, resources);
    client = new SFNClient(caller.client);
    s3 = new S3Client({ ...caller.client, forcePathStyle: true });
    const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: "data", Key, Body }));
    await put("rows.csv", 'id,text\n1,plain\n2,"with ""quotes"", and a comma"\n3,"two\nlines"\n');
    await put("items.json", '[{"id":1},{"id":2,"isBad":true},{"id":3}]');
    await put("lines.jsonl", '{"id":1}\n\n{"id":2}\n');
    await put("object.json", '{"id":1}');
  });
  after(async () => {
    client.destroy();
    s3.destroy();
    await caller.started.stop();
  });

  const run = async (name: string, map: object) => {
    const definition = JSON.stringify({ StartAt: "Map", States: { Map: { Type: "Map", End: true, ...map } } });
    const roleArn = "arn:aws:iam::123456789012:role/runner";
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"from":"test"}' }),
    );
    const [ended] = await eventually(async () => {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === "RUNNING" ? [] : [described];
    });
    const { status, output, error, cause } = ended!;
    return { executionArn: executionArn!, status, error, cause, output: JSON.parse(output ?? "null") as unknown };
  };

  it("maps over the rows of a CSV object", async () => {
    const { output } = await run("rows", { ItemReader: reader("CSV", "rows.csv"), ItemProcessor: processor });
    expect(output).to.deep.equal([
      { id: "1", text: "plain" },
      { id: "2", text: 'with "quotes", and a comma' },
      { id: "3", text: "two\nlines" },
    ]);
  });

  it("maps over JSON lines in batches", async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { "from.$": "$.from" } };
    const { output } = await run("lines", {
      ...{ ItemReader: reader("JSONL", "lines.jsonl"), ItemBatcher, ItemProcessor: processor },
    });
    expect(output).to.deep.equal([{ BatchInput: { from: "test" }, Items: [{ id: 1 }, { id: 2 }] }]);
  });

  it("maps over the objects of a prefix", async () => {
    const ItemReader = {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Parameters: { Bucket: "data", Prefix: "l" },
    };
    const { output } = await run("objects", {
      ...{ ItemReader, ItemSelector: { "key.$": "$$.Map.Item.Value.Key" }, ItemProcessor: processor },
    });
    expect(output).to.deep.equal([{ key: "lines.jsonl" }]);
  });

  it("fails above the tolerated failures", async () => {
    const { status, error, cause } = await run("strict", {
      ...{ ItemReader: reader("JSON", "items.json"), ItemProcessor: processor },
    });
    expect({ status, error, cause }).to.deep.equal({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
  });

  it("writes results to S3 and counts its child workflows", async () => {
    const { executionArn, output } = await run("written", {
      ItemReader: reader("JSON", "items.json"),
      ItemProcessor: processor,
      ToleratedFailurePercentage: 50,
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "data", Prefix: "results" },
      },
    });
    const { MapRunArn: mapRunArn, ResultWriterDetails: details } = output as {
      MapRunArn: string;
      ResultWriterDetails: { Bucket: string; Key: string };
    };
    const read = async (Key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "data", Key }));
      return JSON.parse(await Body!.transformToString()) as unknown;
    };
    const { ResultFiles } = (await read(details.Key)) as { ResultFiles: Record<string, { Key: string }[]> };
    const succeeded = (await read(ResultFiles["SUCCEEDED"]![0]!.Key)) as { Output: string }[];
    const failed = (await read(ResultFiles["FAILED"]![0]!.Key)) as { Error: string; Input: string }[];
    expect(succeeded.map(({ Output }) => Output)).to.deep.equal(['{"id":1}', '{"id":3}']);
    expect(failed.map(({ Error, Input }) => ({ Error, Input }))).to.deep.equal([
      { Error: "Rejected", Input: '{"id":2,"isBad":true}' },
    ]);
    const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
    expect(mapRuns!.map((each) => each.mapRunArn)).to.deep.equal([mapRunArn]);
    const { status, itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
    expect({
      status,
      total: itemCounts!.total,
      succeeded: itemCounts!.succeeded,
      failed: itemCounts!.failed,
    }).to.deep.equal({ status: "SUCCEEDED", total: 3, succeeded: 2, failed: 1 });
    const { executions } = await client.send(new ListExecutionsCommand({ mapRunArn, statusFilter: "FAILED" }));
    expect(executions!.length).to.equal(1);
  });

  it("redrives only the child workflows that failed", async () => {
    const { executionArn } = await run("redriven", {
      ...{ ItemReader: reader("JSON", "items.json"), MaxConcurrency: 1, ItemProcessor: processor },
    });
    await client.send(new RedriveExecutionCommand({ executionArn }));
    const [ended] = await eventually(async () => {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === "RUNNING" ? [] : [described];
    });
    expect([ended!.status, ended!.redriveCount]).to.deep.equal(["FAILED", 1]);
    const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
    const { executions } = await client.send(new ListExecutionsCommand({ mapRunArn: mapRuns![0]!.mapRunArn }));
    expect(executions!.map(({ status, redriveCount }) => [status, redriveCount])).to.deep.equal([
      ["FAILED", 1],
      ["SUCCEEDED", 0],
    ]);
  });

  it("applies changed limits to a run that goes on", async () => {
    const Approve = {
      Type: "Task",
      Resource: "arn:aws:states:eu-central-1:123456789012:activity:approve",
      End: true,
    };
    await client.send(new CreateActivityCommand({ name: "approve" }));
    const ItemProcessor = {
      ...{ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: "Approve" },
      States: { Approve },
    };
    const definition = JSON.stringify({
      ...{ StartAt: "Map", States: { Map: { Type: "Map", MaxConcurrency: 1, ItemProcessor, End: true } } },
    });
    const roleArn = "arn:aws:iam::123456789012:role/runner";
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name: "limits", definition, roleArn }),
    );
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: "[1,2,3,4]" }));
    const [mapRunArn] = await eventually(async () => {
      const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
      return mapRuns!.map((each) => each.mapRunArn!);
    });
    const running = async (count: number) => {
      const described = await client.send(new DescribeMapRunCommand({ mapRunArn }));
      return described.itemCounts!.running === count ? [described] : [];
    };
    await eventually(() => running(1));
    const limits = { maxConcurrency: 3, toleratedFailureCount: 1 };
    await client.send(new UpdateMapRunCommand({ mapRunArn, ...limits }));
    const [described] = await eventually(() => running(3));
    expect(described).to.include(limits);
    const next = async () => {
      const { taskToken } = await client.send(new GetActivityTaskCommand({ activityArn: Approve.Resource }));
      return taskToken!;
    };
    await client.send(new SendTaskFailureCommand({ taskToken: await next(), error: "Denied" }));
    for (let count = 0; count < 3; count += 1) {
      await client.send(new SendTaskSuccessCommand({ taskToken: await next(), output: "1" }));
    }
    const [ended] = await eventually(async () => {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === "RUNNING" ? [] : [execution];
    });
    expect(ended!.status).to.equal("SUCCEEDED");
    expect(JSON.parse(ended!.output!)).to.have.deep.members([{ Error: "Denied", Cause: null }, 1, 1, 1]);
  });

  it("runs hundreds of child workflows, and returns their outputs in order", async () => {
    const lines = Array.from({ length: 300 }, (_, id) => JSON.stringify({ id })).join("\n");
    await s3.send(new PutObjectCommand({ Bucket: "data", Key: "many.jsonl", Body: lines }));
    const { status, output } = await run("many", {
      ...{ ItemReader: reader("JSONL", "many.jsonl"), ItemProcessor: processor },
    });
    expect(status).to.equal("SUCCEEDED");
    expect(output).to.deep.equal(Array.from({ length: 300 }, (_, id) => ({ id })));
  });

  for (const [name, key, cause] of [
    ["no-list", "object.json", "Attempting to map over non-iterable node."],
    ["no-object", "missing.json", /^The specified key does not exist\. /],
  ] as const) {
    it(`fails with States.ItemReaderFailed for ${key}`, async () => {
      const ended = await run(name, { ItemReader: reader("JSON", key), ItemProcessor: processor });
      expect(ended.error).to.equal("States.ItemReaderFailed");
      expect(ended.cause).to.match(typeof cause === "string" ? new RegExp(`^${cause}$`) : cause);
    });
  }
});
