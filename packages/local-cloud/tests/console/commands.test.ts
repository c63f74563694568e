import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { commandHeaders } from "../../src/console/commands/commandToken";
import { queueContents } from "../../src/kernel/interfaces/queueContents";
import type { FunctionDetail, MappingLine } from "../../src/console/eventWire";
import { clientOptions } from "../support/caller";
import { eventually } from "../support/eventually";
import { startProgram, type TestCloud } from "../support/cloud";
import { eventProgram } from "./eventProgram";

describe("commands and answers of the console about events", function () {
  let small: TestCloud;
  before(async function () {
    this.timeout(60_000);
    small = await startProgram(
      `${eventProgram}\nexport const plain = "shown";\nexport const hidden = pulumi.secret("not shown");`,
    );
  });
  after(() => small?.stop());

  const origin = () => new URL(small.apiUrl).origin;
  const ask = async (path: string) => {
    const response = await fetch(`${origin()}/_local/${path}`);
    return { status: response.status, text: await response.text() };
  };
  const command = async (name: string, body: object, headers?: Record<string, string>) => {
    const sent = { method: "POST", headers: headers ?? (await commandHeaders(origin())), body: JSON.stringify(body) };
    const response = await fetch(`${origin()}/_local/${name}`, sent);
    return { status: response.status, text: await response.text() };
  };
  const queue = "arn:aws:sqs:eu-central-1:123456789012:letters";
  const fifo = "arn:aws:sqs:eu-central-1:123456789012:steps.fifo";
  const orders = "arn:aws:sqs:eu-central-1:123456789012:orders";
  const functionName = () => String(small.cloud.program.resources.find(({ name }) => name === "fn")!.state["name"]);
  const topic = "arn:aws:sns:eu-central-1:123456789012:news";

  it("returns credentials with which SDKs call the run as an operator, whom IAM allows every action", async () => {
    const { text } = await command("credentials", {});
    const { variables } = JSON.parse(text) as { readonly variables: Readonly<Record<string, string>> };
    const client = new SQSClient(clientOptions(variables));
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({ QueueNamePrefix: "steps" }));
    expect(QueueUrls.map((url) => url.split("/").at(-1))).to.deep.equal(["steps.fifo"]);
  });

  it("returns the outputs of the stack that are not secret with the credentials", async () => {
    const { outputs } = JSON.parse((await command("credentials", {})).text) as { readonly outputs: object };
    expect(outputs).to.deep.equal({ plain: "shown" });
  });

  const refused: [name: string, body: object, sentence: string | RegExp][] = [
    ["invoke", {}, "function must be a string"],
    ["invoke", { function: "echo", payload: 1 }, "payload must be a string"],
    ["invoke", { function: "echo", payload: "{" }, /^the event is not JSON: /],
    ["invoke", { function: "echo", payload: "" }, /^the event is not JSON: /],
    ["queues", { queue: 1 }, "queue must be a string"],
    ["queues", { queue }, 'do must be "send", "purge" or "redrive", not undefined'],
    ["queues", { queue: "nothing", do: "purge" }, 'there is no queue "nothing"'],
    ["queues", { queue: "nothing", do: "redrive" }, 'there is no queue "nothing"'],
    ["queues", { queue, do: "send" }, "body must be a string"],
    ["queues", { queue, do: "send", body: "" }, /^MissingParameter: /],
    ["queues", { queue, do: "send", body: "x", attributes: "[1]" }, /^attributes must be a JSON object, such as /],
    [
      "queues",
      { queue, do: "send", body: "x", attributes: '{"a":{}}' },
      "the attribute a must be a string or a number",
    ],
    ["queues", { queue, do: "send", body: "x", delay: "soon" }, /DelaySeconds must be >= 0 and <= 900/],
    ["queues", { queue, do: "send", body: "\u0000" }, /^InvalidMessageContents: /],
    ["queues", { queue: fifo, do: "send", body: "x" }, /MessageGroupId/],
    ["queues", { queue: fifo, do: "redrive" }, /Source queue must be configured as a Dead Letter Queue/],
    ["buses", {}, "bus must be a string"],
    ["buses", { bus: "none", source: "s", detailType: "t", detail: "{}" }, 'there is no event bus "none"'],
    ["buses", { bus: "shop", source: "", detailType: "t", detail: "{}" }, /^InvalidArgument: /],
    ["buses", { bus: "shop", source: "aws.s3", detailType: "t", detail: "{}" }, /^NotAuthorizedForSourceException: /],
    ["buses", { bus: "shop", source: "s", detailType: "t", detail: "[]" }, "MalformedDetail: Detail is malformed."],
    [
      "buses",
      { bus: "shop", source: "s", detailType: "t", detail: JSON.stringify({ x: "x".repeat(300_000) }) },
      "ValidationException: Total size of the entries in the request is over the limit.",
    ],
    ["topics", { topic }, "message must be a string"],
    ["topics", { topic, message: "" }, /^InvalidParameter: /],
    ["topics", { topic: "nothing", message: "x" }, /^NotFound: /],
    ["schedules", {}, "id must be a string"],
    ["schedules", { id: "created" }, 'id must be a bus and a rule, such as "default/nightly", not "created"'],
    ["schedules", { id: "shop/created" }, 'the bus "shop" has no rule "created" with a schedule'],
    ["schedules", { id: "nothing", kind: "schedule" }, 'there is no schedule "nothing"'],
    ["mappings", { mapping: "x" }, "enabled must be true or false"],
    ["mappings", { mapping: "x", enabled: true }, 'there is no event source mapping "x"'],
  ];
  for (const [name, body, sentence] of refused) {
    it(`reject ${name} ${JSON.stringify(body).slice(0, 90)} with a sentence`, async () => {
      const { status, text } = await command(name, body);
      expect(status).to.equal(400);
      if (typeof sentence === "string") expect(text).to.equal(`${sentence}\n`);
      else expect(text).to.match(sentence);
      expect(text).not.to.match(/\n./);
    });
  }

  it("answer a call of an unknown function or qualifier as Lambda does", async () => {
    for (const [given, error] of [
      [{ function: "nothing" }, "ResourceNotFoundException"],
      [{ function: "echo", qualifier: "99" }, "ResourceNotFoundException"],
    ] as const) {
      const { text } = await command("invoke", { ...given, payload: "{}" });
      const { status, error: found } = JSON.parse(text) as { status: number; error: string };
      expect([status, found]).to.deep.equal([404, error]);
    }
  });

  it("require the token of the page", async () => {
    for (const name of ["invoke", "queues", "buses", "topics", "schedules", "mappings"]) {
      const { status } = await command(name, {}, { "Content-Type": "application/json" });
      expect(status, name).to.equal(403);
    }
  });

  it("return 404 for what does not exist", async () => {
    const paths = [
      "buses/x",
      "queues/x",
      "functions/x",
      "buckets/x",
      "buckets/files?key=x",
      "objects/files?key=x",
      "objects/x",
    ];
    for (const path of paths) expect((await ask(path)).status, path).to.equal(404);
  });

  it("stop a mapping and continue it without a loss", async () => {
    const describe = async () => {
      const { mappings } = JSON.parse((await ask("functions/publisher")).text) as { mappings: MappingLine[] };
      return mappings[0]!;
    };
    const { uuid } = await describe();
    expect((await command("mappings", { mapping: uuid, enabled: false })).status).to.equal(200);
    expect((await describe()).enabled).to.equal(false);
    await fetch(`${small.apiUrl}/things/held`, { method: "PUT" });
    const peek = () => small.cloud.registry.use(queueContents).peek(orders, 50)!;
    expect(peek()).to.deep.equal([]);
    await command("mappings", { mapping: uuid, enabled: true });
    const [message] = await eventually(peek);
    expect(JSON.parse(message!.body)).to.have.nested.property("detail.id", "held");
    // The message arrives before the call ends.
    const [last] = await eventually(async () => {
      const { last: found } = await describe();
      return found === undefined || found.result === "in progress" ? [] : [found];
    });
    expect(last).to.include({ records: 1, result: "succeeded" });
  });

  it("offer a sample event of the function's route", async () => {
    const { samples } = JSON.parse((await ask("functions/" + functionName())).text) as FunctionDetail;
    const [own] = samples;
    expect([own!.name, own!.isOwn]).to.deep.equal(["API Gateway GET /{proxy+}", true]);
    const { text } = await command("invoke", { function: functionName(), payload: own!.event, qualifier: "live" });
    const { payload } = JSON.parse(text) as { payload: string };
    expect(JSON.parse(payload)).to.deep.equal({ statusCode: 201, body: "1" });
  });

  it("return what a call from the console causes", async () => {
    const { text } = await command("invoke", {
      function: "publisher",
      payload: '{"Records":[{"dynamodb":{"Keys":{"id":{"S":"9"}}}}]}',
    });
    const { trace } = JSON.parse(text) as { trace: string };
    const steps = JSON.parse((await ask(`caused/${trace}`)).text) as { kind: string }[];
    expect(steps.map(({ kind }) => kind)).to.include.members(["call", "service", "event"]);
  });

  it("read messages without an effect on their visibility", async () => {
    const contents = small.cloud.registry.use(queueContents);
    contents.purge(queue);
    await command("queues", { queue, do: "send", body: "stays" });
    await ask(`queues/${encodeURIComponent(queue)}`);
    const state = contents.states.find(({ arn }) => arn === queue)!;
    expect([state.visible, state.inFlight]).to.deep.equal([1, 0]);
    const [message] = contents.peek(queue, 1)!;
    expect(message!.system["ApproximateReceiveCount"]).to.equal("0");
    contents.purge(queue);
  });

  it("draw the ways of events and messages", async () => {
    const { nodes, edges } = JSON.parse((await ask("architecture")).text) as {
      nodes: { urn: string; kind: string; label: string }[];
      edges: { from: string; to: string; label: string }[];
    };
    const labelOf = (urn: string) => nodes.find((node) => node.urn === urn)!.label;
    const lines = edges.map(({ from, to, label }) => `${labelOf(from)} → ${labelOf(to)}: ${label}`);
    expect(lines).to.include.members([
      "things → publisher: mapping things-to-publisher",
      'shop → created: {"detail-type":["ThingCreated"]}',
      "created → orders: target",
      "nightly → echo: cron(0 3 * * ? *)",
      "morning → letters: cron(0 8 * * ? *)",
      "orders → letters: dead letters",
      "publisher → shop: *",
      "echo → files: *",
      "machine → echo: *",
      "machine → orders: *",
      "echo → machine: *",
      "echo → letters: onFailure",
      "publisher → batches: failed batches",
    ]);
    expect([...new Set(nodes.map(({ kind }) => kind))]).to.include.members([
      "queue",
      "bus",
      "rule",
      "schedule",
      "topic",
      "bucket",
    ]);
  });
});
