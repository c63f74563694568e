import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { root } from "../support/program";
import { eventually } from "../support/eventually";

type ClientOptions = ConstructorParameters<typeof SFNClient>[0];

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
  after(async () => {
    if (child !== undefined) await kill(child);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it("continues, neither loses nor repeats a step, and accepts the token from before", async () => {
    const first = await startProcess(folders);
    child = first.child;
    const client = new SFNClient(first.options!);
    const queues = new SQSClient(first.options!);
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
    const again = new SFNClient(second.options!);
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
});
