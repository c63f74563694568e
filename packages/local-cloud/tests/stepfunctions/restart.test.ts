import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListMapRunsCommand,
  SFNClient,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { root } from "../support/program";
import type { Caller } from "../support/caller";
import { eventually } from "../support/eventually";

type ClientOptions = Caller["client"];

const script = "packages/local-cloud/tests/stepfunctions/restartProcess.ts";

/** Starts a process. @param folders the folders of the data and of the program. */
async function startProcess(folders: readonly string[]): Promise<{ child: ChildProcess; options: ClientOptions }> {
  const args = ["-r", join(root, "packages/register.cjs"), join(root, script), ...folders];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, options: JSON.parse(line.toString()) as ClientOptions };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

describe("an execution with --data, after its process is killed", () => {
  let folders: string[];
  let child: ChildProcess | undefined;
  before(() => {
    // The program imports packages, so that its folder is inside the project.
    folders = [tmpdir(), join(root, "packages/local-cloud/tests")].map((parent) => mkdtempSync(join(parent, "tmp-")));
  });
  // Only one process may use the folder of the data.
  afterEach(async () => {
    if (child !== undefined) await kill(child);
    child = undefined;
  });
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it("continues, neither loses nor repeats a step, and accepts the token from before", async () => {
    const first = await startProcess(folders);
    child = first.child;
    const client = new SFNClient(first.options);
    const queues = new SQSClient(first.options);
    const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: "tokens" }));
    const { executionArn } = await client.send(
      new StartExecutionCommand({
        stateMachineArn: "arn:aws:states:eu-central-1:123456789012:stateMachine:counter",
        input: JSON.stringify({ url: QueueUrl, ids: ["a", "b", "c"] }),
      }),
    );
    const historyOf = async (from: SFNClient) =>
      (await from.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))).events!;
    const waits = (events: Awaited<ReturnType<typeof historyOf>>) =>
      events.filter(({ type }) => type === "WaitStateEntered").length;
    const [message] = await eventually(
      async () => (await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }))).Messages ?? [],
    );
    const before = await eventually(async () => {
      const events = await historyOf(client);
      return waits(events) === 2 ? events : [];
    });
    await kill(first.child);

    const second = await startProcess(folders);
    child = second.child;
    const again = new SFNClient(second.options);
    expect((await historyOf(again)).slice(0, before.length)).to.deep.equal(before);
    await again.send(new SendTaskSuccessCommand({ taskToken: message!.Body!, output: '"answered"' }));
    const [ended] = await eventually(async () => {
      const described = await again.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === "RUNNING" ? [] : [described];
    });
    expect(ended!.status).to.equal("SUCCEEDED");
    expect(JSON.parse(ended!.output!)).to.deep.equal([["a", "b", "c"], "answered"]);
    const events = await historyOf(again);
    expect(events.map(({ id }) => id)).to.deep.equal(events.map((_, index) => index + 1));
    expect(waits(events)).to.equal(3);
    expect(events.filter(({ type }) => type === "TaskScheduled").length).to.equal(4);
    client.destroy();
    queues.destroy();
    again.destroy();
  }).timeout(120_000);

  it("maps over the rest of the lines, and neither loses nor doubles a result", async () => {
    const lines = 600;
    const first = await startProcess(folders);
    child = first.child;
    const s3 = new S3Client({ ...first.options, forcePathStyle: true });
    const Body = Array.from({ length: lines }, (_, id) => JSON.stringify({ id: String(id) })).join("\n");
    await s3.send(new PutObjectCommand({ Bucket: "lines", Key: "lines.jsonl", Body }));
    s3.destroy();
    const client = new SFNClient(first.options);
    const stateMachineArn = "arn:aws:states:eu-central-1:123456789012:stateMachine:importer";
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    const succeeded = async (from: SFNClient) => {
      const { mapRuns } = await from.send(new ListMapRunsCommand({ executionArn }));
      const mapRunArn = mapRuns![0]?.mapRunArn;
      if (mapRunArn === undefined) return 0;
      const { itemCounts } = await from.send(new DescribeMapRunCommand({ mapRunArn }));
      return itemCounts!.succeeded!;
    };
    const [half] = await eventually(async () => [await succeeded(client)].filter((count) => count > 50));
    expect(half).to.be.below(lines);
    await kill(first.child);

    const second = await startProcess(folders);
    child = second.child;
    const again = new SFNClient(second.options);
    const [ended] = await eventually(async () => {
      const described = await again.send(new DescribeExecutionCommand({ executionArn }));
      return described.status === "RUNNING" ? [] : [described];
    });
    expect(ended!.status).to.equal("SUCCEEDED");
    expect(await succeeded(again)).to.equal(lines);
    const { ResultWriterDetails: details } = JSON.parse(ended!.output!) as { ResultWriterDetails: { Key: string } };
    const objects = new S3Client({ ...second.options, forcePathStyle: true });
    const read = async <T>(Key: string) => {
      const object = await objects.send(new GetObjectCommand({ Bucket: "lines", Key }));
      return JSON.parse(await object.Body!.transformToString()) as T;
    };
    const { ResultFiles } = await read<{ ResultFiles: { SUCCEEDED: { Key: string }[] } }>(details.Key);
    const files = await Promise.all(ResultFiles.SUCCEEDED.map(({ Key }) => read<{ Input: string }[]>(Key)));
    const ids = files.flat().map(({ Input }) => Number((JSON.parse(Input) as { id: string }).id));
    expect(ids.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: lines }, (_, id) => id));
    for (const each of [client, again, objects]) each.destroy();
  }).timeout(120_000);
});
