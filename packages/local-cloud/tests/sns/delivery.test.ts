import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PublishCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import type { Fact } from "../../src/kernel/facts/facts";
import { metrics } from "../../src/kernel/interfaces/monitoring";
import { queues } from "../../src/kernel/interfaces/queues";
import { topics } from "../../src/kernel/interfaces/topics";
import { startCaller, type Caller } from "../support/caller";
import { clockAt } from "../support/clock";
import { eventually } from "../support/eventually";

const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-central-1:123456789012:${name}`;

const resources = `
const orders = new aws.sns.Topic("orders", { name: "orders" });
const open = (name: string) => {
  const queue = new aws.sqs.Queue(name, { name });
  new aws.sqs.QueuePolicy(name, { queueUrl: queue.url, policy: queue.arn.apply((arn) => JSON.stringify({ Statement: [
    { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn,
      Condition: { ArnEquals: { "aws:SourceArn": "${arnOf("sns", "orders")}" } } }] })) });
  return queue;
};
const letters = open("letters");
const jobs = open("jobs");
const closed = new aws.sqs.Queue("closed", { name: "closed" });
const redrivePolicy = letters.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn }));
new aws.sns.TopicSubscription("jobs", { topic: orders.arn, protocol: "sqs", endpoint: jobs.arn,
  filterPolicy: JSON.stringify({ kind: ["job"] }) });
new aws.sns.TopicSubscription("closed", { topic: orders.arn, protocol: "sqs", endpoint: closed.arn, redrivePolicy,
  filterPolicy: JSON.stringify({ kind: ["closed"] }), rawMessageDelivery: true });
new aws.sns.TopicSubscription("fn", { topic: orders.arn, protocol: "lambda", endpoint: fn.arn, redrivePolicy,
  filterPolicy: JSON.stringify({ kind: ["denied"] }) });
new aws.sns.TopicSubscription("mail", { topic: orders.arn, protocol: "email", endpoint: "ops@example.com",
  filterPolicy: JSON.stringify({ kind: ["mail"] }) });`;

const statements = `[{ Effect: "Allow", Action: "sns:*", Resource: "*" }]`;

/** An endpoint that keeps requests, and answers with the next of the given statuses or with 200. */
class Endpoint {
  readonly received: { readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  statuses: number[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        this.received.push({ headers: request.headers, body });
        response.writeHead(this.statuses.shift() ?? 200).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Returns the request after the first `count`, as soon as it has arrived. */
  async after(count: number) {
    await eventually(() => this.received.slice(count));
    return this.received[count]!;
  }
}

describe("a message of a topic", () => {
  let caller: Caller;
  let client: SNSClient;
  const clock = clockAt("2026-07-10T12:00:00Z");
  const facts: Fact[] = [];
  before(async () => {
    caller = await startCaller(statements, resources, { clock, readers: [(fact) => void facts.push(fact)] });
    client = new SNSClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const publish = (kind: string, more: object = {}) => {
    const MessageAttributes = { kind: { DataType: "String", StringValue: kind } };
    return client.send(
      new PublishCommand({ TopicArn: arnOf("sns", "orders"), Message: "m", MessageAttributes, ...more }),
    );
  };
  const receive = (name: string) => caller.started.cloud.registry.use(queues).receive(arnOf("sqs", name), 10);
  const outcomes = (messageId: string) =>
    facts.flatMap((fact) =>
      fact.kind === "topicDelivery" && fact.messageId === messageId
        ? [`${fact.protocol} ${fact.outcome} ${fact.reason ?? ""} ${String(fact.isDeadLettered ?? "")}`.trim()]
        : [],
    );

  it("reaches the subscriptions whose filter policies accept it", async () => {
    const { MessageId = "" } = await publish("job");
    const [{ body } = { body: "" }] = receive("jobs");
    expect(JSON.parse(body)).to.include({ Type: "Notification", MessageId, Message: "m" });
    const filtered = (protocol: string) => `${protocol} filtered MessageAttributes`;
    expect(outcomes(MessageId)).to.have.members([
      "sqs delivered",
      ...[filtered("sqs"), filtered("lambda"), filtered("email")],
    ]);
  });

  it("goes to the dead-letter queue if the queue's policy rejects it", async () => {
    const { MessageId = "" } = await publish("closed");
    const [letter] = receive("letters");
    expect([letter?.body, letter?.messageAttributes["kind"]?.stringValue]).to.deep.equal(["m", "closed"]);
    expect(outcomes(MessageId)).to.include(
      `sqs failed sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${arnOf("sqs", "closed")} because no resource-based policy allows the sqs:SendMessage action true`,
    );
  });

  it("goes to the dead-letter queue if no permission of the function allows it", async () => {
    await publish("denied");
    const [letter] = await eventually(() => receive("letters"));
    expect(JSON.parse(letter!.body)).to.include({ Type: "Notification", Message: "m" });
  });

  it("arrives in the mailbox of a declared email subscription", async () => {
    await publish("mail", { Subject: "hello" });
    const mail = caller.started.cloud.registry.use(topics).mailbox.at(-1)!;
    expect([mail.topic, mail.to, mail.subject, mail.text.split("\n")[0]]).to.deep.equal([
      "orders",
      "ops@example.com",
      "hello",
      "m",
    ]);
  });

  it("counts in the metrics of the topic", () => {
    const start = Math.floor(clock.now() / 3_600_000) * 3_600_000;
    const sum = (name: string) => {
      const query = { namespace: "AWS/SNS", name, dimensions: { TopicName: "orders" }, period: 3_600, stat: "Sum" };
      return caller.started.cloud.registry.use(metrics).statistic(query, start);
    };
    expect({
      published: sum("NumberOfMessagesPublished"),
      delivered: sum("NumberOfNotificationsDelivered"),
      failed: sum("NumberOfNotificationsFailed"),
      redriven: sum("NumberOfNotificationsRedrivenToDlq"),
      filtered: sum("NumberOfNotificationsFilteredOut-MessageAttributes"),
    }).to.deep.equal({ published: 4, delivered: 2, failed: 2, redriven: 2, filtered: 12 });
  });

  it("reaches an HTTP endpoint after its confirmation, with retries after errors of the server", async () => {
    const endpoint = new Endpoint();
    const url = await endpoint.listen();
    try {
      endpoint.statuses = [503];
      const TopicArn = arnOf("sns", "orders");
      const input = { TopicArn, Protocol: "http", Endpoint: url, ReturnSubscriptionArn: true };
      const { SubscriptionArn } = await client.send(new SubscribeCommand(input));
      const { headers, body } = await endpoint.after(1);
      expect(headers).to.include({
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": "Amazon Simple Notification Service Agent",
        "x-amz-sns-message-type": "SubscriptionConfirmation",
        "x-amz-sns-topic-arn": TopicArn,
      });
      await publish("none");
      const { SubscribeURL } = JSON.parse(body) as { readonly SubscribeURL: string };
      expect((await fetch(SubscribeURL)).status).to.equal(200);
      endpoint.statuses = [500, 429];
      const { MessageId = "" } = await publish("http");
      await eventually(() => outcomes(MessageId).filter((outcome) => outcome.startsWith("http ")));
      expect(endpoint.received).to.have.length(5);
      expect(endpoint.received[4]!.headers).to.include({
        "x-amz-sns-message-id": MessageId,
        "x-amz-sns-subscription-arn": SubscriptionArn,
      });
      expect(JSON.parse(endpoint.received[4]!.body)).to.include({ Type: "Notification", MessageId });
      endpoint.statuses = [404];
      const { MessageId: refused = "" } = await publish("http");
      await eventually(() => outcomes(refused).filter((outcome) => outcome.startsWith("http ")));
      expect(outcomes(refused)).to.include("http failed the endpoint answered 404");
      await client.send(new UnsubscribeCommand({ SubscriptionArn }));
      expect(JSON.parse((await endpoint.after(6)).body)).to.include({ Type: "UnsubscribeConfirmation" });
    } finally {
      endpoint.close();
    }
  });

  it("does not leave this machine", async () => {
    const input = { TopicArn: arnOf("sns", "orders"), Protocol: "https", Endpoint: "https://example.com/hook" };
    await client.send(new SubscribeCommand(input));
    const isRefusal = (fact: Fact) => fact.kind === "log" && fact.text.includes("example.com is not on this machine");
    await eventually(() => facts.filter(isRefusal));
  });
});

describe("topics with --data", () => {
  it("keep the mailbox", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "mailbox-"));
    const declared = `const t = new aws.sns.Topic("t", { name: "t" });
      new aws.sns.TopicSubscription("mail", { topic: t.arn, protocol: "email", endpoint: "a@example.com" });`;
    const runOnce = async (work: (client: SNSClient) => Promise<unknown>) => {
      const caller = await startCaller(statements, declared, { dataDir });
      const client = new SNSClient(caller.client);
      const { registry } = caller.started.cloud;
      await work(client);
      const mails = await eventually(() => registry.use(topics).mailbox.filter(({ text }) => text.includes("kept")));
      client.destroy();
      await caller.started.stop();
      return mails.map(({ id, at, to, text }) => ({ id, at, to, text }));
    };
    try {
      const first = await runOnce((client) =>
        client.send(new PublishCommand({ PhoneNumber: "+4915112345678", Message: "kept" })),
      );
      expect(await runOnce(() => Promise.resolve())).to.deep.equal(first);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  it("keep what calls created, and the deduplication of FIFO topics", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "topics-"));
    const declared = `new aws.sns.Topic("t", { name: "t.fifo", fifoTopic: true, contentBasedDeduplication: true });`;
    const send = async () => {
      const caller = await startCaller(statements, declared, { dataDir });
      const client = new SNSClient(caller.client);
      const TopicArn = arnOf("sns", "t.fifo");
      await client.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arnOf("sqs", "q.fifo") }));
      const { MessageId, SequenceNumber } = await client.send(
        new PublishCommand({ TopicArn, Message: "m", MessageGroupId: "g" }),
      );
      const { subscriptions } = caller.started.cloud.registry.use(topics).descriptions[0]!;
      client.destroy();
      await caller.started.stop();
      return { MessageId, SequenceNumber, arns: subscriptions.map(({ arn }) => arn) };
    };
    try {
      const first = await send();
      expect(first.SequenceNumber).to.equal("10000000000000000000");
      expect(await send()).to.deep.equal(first);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
