import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { commandHeaders } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { findConsumer, redrive } from "../../api-tools/src/redrive";
import { RedriveApi, type Variables } from "../../api-tools/src/redrive/aws";
import { clientOptions } from "../../local-cloud/tests/support/caller";
import { root } from "../../local-cloud/tests/support/program";
import { advanceUntil } from "../../../tests/support/eventually";
import { sourcesProgram } from "../../../tests/support/program";

const run = promisify(execFile);

describe("npx api-tools redrive, against a local run", () => {
  let cloud: Cloud;
  let variables: Variables;
  before(async () => {
    cloud = await startCloud({ ...sourcesProgram, now: Date.parse("2026-03-15T12:00:00.000Z"), console: true });
    const { origin } = new URL(cloud.url);
    const headers = await commandHeaders(origin);
    const answer = await fetch(`${origin}/_local/credentials`, { method: "POST", headers, body: "{}" });
    ({ variables } = (await answer.json()) as { readonly variables: Variables });
  });
  after(() => cloud.stop());

  const stateOf = (name: string) =>
    cloud.resources.find((each) => each.name === name && each.state["arn"] !== undefined)!.state as Record<
      string,
      string
    >;
  const client = () => clientOptions(variables);

  /** Causes one event of each source except the schedule, as an operator. */
  async function causeEvents(): Promise<void> {
    const job = JSON.stringify({ n: 1, user: "a" });
    await cloud.tables["Rows"]!.seed([{ id: "1" }]);
    const sqs = new SQSClient(client());
    await sqs.send(new SendMessageCommand({ QueueUrl: stateOf("Jobs")["url"], MessageBody: job }));
    const grouped = { MessageGroupId: "a", MessageDeduplicationId: "1" };
    await sqs.send(new SendMessageCommand({ QueueUrl: stateOf("Payments")["url"], MessageBody: job, ...grouped }));
    const sns = new SNSClient(client());
    await sns.send(new PublishCommand({ TopicArn: stateOf("Orders")["arn"], Message: '{"country":"AT"}' }));
    const detail = { Source: "shop", DetailType: "ParcelSent", Detail: '{"eventId":"heavy","weight":11}' };
    const Entries = [{ EventBusName: stateOf("Parcels")["name"], ...detail }];
    await new EventBridgeClient(client()).send(new PutEventsCommand({ Entries }));
    const s3 = new S3Client({ ...client(), forcePathStyle: true });
    const file = { Bucket: stateOf("Files")["bucket"], Key: "pictures/a b.png", Body: "12345" };
    await s3.send(new PutObjectCommand(file));
  }

  /** Number of visible messages of each consumer's dead-letter queue. */
  async function depths(): Promise<Readonly<Record<string, number>>> {
    const answer = await fetch(new URL("/_local/queues", cloud.url));
    const states = (await answer.json()) as readonly { readonly name: string; readonly visible: number }[];
    const entries = Object.entries(deadLetters).map(([consumer, queue]) => {
      const { name } = stateOf(queue);
      return [consumer, states.find((each) => each.name === name)!.visible] as const;
    });
    return Object.fromEntries(entries);
  }

  /** The dead-letter queue of each consumer. */
  const deadLetters: Readonly<Record<string, string>> = {
    onRow: "onRow-dead-letters",
    onJob: "Jobs-dead-letters",
    onPayment: "Payments-dead-letters",
    onOrder: "onOrder-dead-letters",
    onParcel: "onParcel-dead-letters",
    onPicture: "onPicture-dead-letters",
    onTime: "onTime-dead-letters",
  };

  const received = (consumer: string): Readonly<Record<string, unknown>>[] =>
    cloud
      .logs()
      .filter(({ text, source }) => source === consumer && text.startsWith("received "))
      .map(({ text }) => JSON.parse(text.slice("received ".length)) as never);

  /** Does something while the clock runs, because receiving waits for a second of it. */
  async function whileClockRuns<T>(work: () => Promise<T>): Promise<T> {
    let isDone = false;
    const tick = async () => {
      while (!isDone) {
        await cloud.clock.advance("100ms");
        // Each step polls all sources, also while a command starts.
        await setTimeout(20);
      }
    };
    const [result] = await Promise.all([work().finally(() => (isDone = true)), tick()]);
    return result;
  }

  const redriveOne = (consumer: string) =>
    whileClockRuns(() => redrive(findConsumer(cloud.outputs["consumerNames"], consumer), new RedriveApi(variables)));

  /** Makes every consumer fail until its event is a dead letter. */
  async function failAll(): Promise<void> {
    cloud.faults.set("lambda:crash=1");
    await causeEvents();
    await advanceUntil(cloud, async () => Object.values(await depths()).every((count) => count > 0), "10s");
  }

  it("keeps letters of each source that fail again, with the reason", async () => {
    await failAll();
    const { returned, kept } = await redriveOne("onRow");
    expect([returned, kept.length]).to.deep.equal([0, 1]);
    expect(kept[0]).to.match(/^message [\w-]+ stays: RequestId: [\w-]+ Error: Runtime exited/);
    expect((await depths())["onRow"]).to.equal(1);
  });

  const expected: Readonly<Record<string, object>> = {
    onRow: { change: "created", item: { id: "1" } },
    onJob: { message: { n: 1, user: "a" } },
    onPayment: { message: { n: 1, user: "a" }, group: "a" },
    onOrder: { message: { country: "AT" } },
    onParcel: { id: "heavy", type: "ParcelSent", detail: { eventId: "heavy", weight: 11 } },
    onPicture: { change: "created", key: "pictures/a b.png", bytes: 5 },
    onTime: {},
  };
  for (const [consumer, input] of Object.entries(expected)) {
    it(`returns the dead letters of ${consumer}, which receives them`, async () => {
      cloud.faults.set("lambda:crash=0");
      const { returned, kept } = await redriveOne(consumer);
      expect(kept).to.deep.equal([]);
      expect(returned).to.be.at.least(1);
      await advanceUntil(cloud, () => received(consumer).length > 0);
      expect(received(consumer)[0]).to.deep.include(input);
      expect((await depths())[consumer]).to.equal(0);
    });
  }

  interface Printed {
    readonly code?: number;
    readonly stdout: string;
    readonly stderr: string;
  }

  /** Runs a command that receives no message, and so needs no time of the clock. */
  const toolAlone = (args: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): Promise<Printed> => {
    const command = ["packages/api-tools/bin.cjs", "redrive", ...args];
    const running = run(process.execPath, command, { cwd: root, env: { ...process.env, ...env } });
    running.child.stdin!.end(input);
    return running.catch((error: unknown) => error as Printed);
  };

  /** Runs the command. @param input text of its standard input */
  const tool = (...args: Parameters<typeof toolAlone>): Promise<Printed> => whileClockRuns(() => toolAlone(...args));

  it("prints a sentence for a consumer that does not exist, and for a run that does not answer", async () => {
    const { origin } = new URL(cloud.url);
    expect(await tool(["onRow", "--url", origin])).to.include({ stdout: "onRow: 0 returned, 0 kept\n", stderr: "" });
    expect(await toolAlone(["onRows", "--url", origin])).to.include({
      code: 1,
      stderr: `the stack has no consumer onRows: it has ${Object.keys(cloud.outputs["consumerNames"] as object).join(", ")}\n`,
    });
    expect(await toolAlone(["onRow", "--url", "http://127.0.0.1:1"])).to.include({
      code: 1,
      stderr: "no run answers at http://127.0.0.1:1: start it with npm start, or pass its address with --url\n",
    });
  });

  it("reads the consumers of a stack from standard input, as one output or as all of them", async () => {
    const { consumerNames } = cloud.outputs;
    const answers = [
      await tool(["onOrder"], JSON.stringify(consumerNames), variables),
      await tool(["onOrder"], JSON.stringify(cloud.outputs), variables),
    ];
    for (const answer of answers) expect(answer).to.include({ stdout: "onOrder: 0 returned, 0 kept\n", stderr: "" });
  });

  it("prints a sentence for standard input without consumers, and for a queue that does not exist", async () => {
    const deadLetters = "https://sqs.eu-central-1.amazonaws.com/123456789012/gone";
    const gone = { onRow: { function: "onRow", alias: "live", deadLetters } };
    const noText = "standard input must contain the consumers: pipe pulumi stack output consumerNames --json\n";
    const inputs: readonly (readonly [input: string, sentence: string])[] = [
      ["", noText],
      ["error: no stack selected", noText],
      ["[]", "the stack has no consumer onRow: it has none\n"],
      ['{"apiUrl":"https://example.com"}', "the stack has no consumer onRow: it has none\n"],
      ['{"onRow":null}', "the stack has no consumer onRow: it has none\n"],
      [JSON.stringify(gone), "QueueDoesNotExist: The specified queue does not exist.\n"],
    ];
    for (const [input, stderr] of inputs) {
      expect(await toolAlone(["onRow"], input, variables), input).to.include({ code: 1, stdout: "", stderr });
    }
  });

  it("returns the letters that succeed and keeps the others, with exit code 1", async () => {
    cloud.faults.set("lambda:crash=1");
    const sns = new SNSClient(client());
    for (const country of ["Dpoison", "AT"]) {
      const Message = JSON.stringify({ country });
      await sns.send(new PublishCommand({ TopicArn: stateOf("Orders")["arn"], Message }));
    }
    await advanceUntil(cloud, async () => (await depths())["onOrder"] === 2, "10s");
    cloud.faults.set("lambda:crash=0");
    const { code, stdout, stderr } = await tool(["onOrder"], JSON.stringify(cloud.outputs["consumerNames"]), variables);
    expect([code, stdout]).to.deep.equal([1, "onOrder: 1 returned, 1 kept\n"]);
    expect(stderr).to.match(/^message [\w-]+ stays: onOrder fails\n$/);
    expect((await depths())["onOrder"]).to.equal(1);
  });

  it("keeps a letter whose change the stream no longer has, with the remedy", async () => {
    cloud.faults.set("lambda:crash=1");
    await cloud.tables["Rows"]!.seed([{ id: "2" }]);
    await advanceUntil(cloud, async () => (await depths())["onRow"]! > 0, "10s");
    cloud.faults.set("lambda:crash=0");
    cloud.clock.set(cloud.clock.now() + 25 * 3_600_000);
    const { returned, kept } = await redriveOne("onRow");
    expect(returned).to.equal(0);
    expect(kept[0]).to.match(
      /^message [\w-]+ stays: the stream has kept its change for 24 hours only: write the item again through the API, and delete the message$/,
    );
  });
});
