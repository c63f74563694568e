import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import type { Fact } from "../../src/kernel/facts/facts";
import { Faults } from "../../src/kernel/faults";
import { queues } from "../../src/kernel/interfaces/queues";
import { startCaller, type Caller } from "../support/caller";
import { clockAt } from "../support/clock";
import { eventually } from "../support/eventually";

const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-central-1:123456789012:${name}`;

const resources = `
const allows = (Service: string, Action: string, Resource: pulumi.Input<string>) =>
  pulumi.jsonStringify({ Statement: [{ Effect: "Allow", Principal: { Service }, Action, Resource }] });
const queue = (name: string, services: string[]) => {
  const made = new aws.sqs.Queue(name, { name });
  for (const service of services) {
    new aws.sqs.QueuePolicy(name, { queueUrl: made.url, policy: allows(service, "sqs:SendMessage", made.arn) });
  }
  return made;
};
const jobs = queue("jobs", ["events.amazonaws.com"]);
const letters = queue("letters", ["events.amazonaws.com"]);
const inbox = queue("inbox", ["sns.amazonaws.com"]);
const news = new aws.sns.Topic("news", { name: "news" });
new aws.sns.TopicPolicy("news", { arn: news.arn, policy: allows("events.amazonaws.com", "sns:Publish", news.arn) });
new aws.sns.TopicSubscription("news", { topic: news.arn, protocol: "sqs", endpoint: inbox.arn, rawMessageDelivery: true });
const own = new aws.sns.Topic("own", { name: "own" });
const busy = new aws.lambda.Function("busy", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "busy",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async () => {};") }),
});
const rule = (name: string, arn: pulumi.Input<string>, more = {}) => {
  const made = new aws.cloudwatch.EventRule(name, { name, eventPattern: JSON.stringify({ source: [name] }) });
  new aws.cloudwatch.EventTarget(name, { rule: made.name, arn, targetId: name, ...more });
};
rule("queued", jobs.arn);
rule("published", news.arn);
rule("denied", own.arn, { deadLetterConfig: { arn: letters.arn } });
rule("gone", "arn:aws:sqs:eu-central-1:123456789012:gone", { deadLetterConfig: { arn: letters.arn } });
rule("called", busy.arn, { deadLetterConfig: { arn: letters.arn } });`;
const statements = `[{ Effect: "Allow", Action: "events:*", Resource: "*" }]`;

describe("the delivery of an event", () => {
  let caller: Caller;
  let client: EventBridgeClient;
  const clock = clockAt("2026-07-10T12:00:00Z");
  const faults = new Faults();
  const facts: Fact[] = [];
  before(async () => {
    caller = await startCaller(statements, resources, { clock, faults, readers: [(fact) => void facts.push(fact)] });
    client = new EventBridgeClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const put = (Source: string, id = "1") =>
    client.send(new PutEventsCommand({ Entries: [{ Source, DetailType: "Made", Detail: JSON.stringify({ id }) }] }));
  const receive = (name: string) => caller.started.cloud.registry.use(queues).receive(arnOf("sqs", name), 10);
  const idsIn = (name: string) =>
    receive(name).map(({ body }) => (JSON.parse(body) as { detail: { id: string } }).detail.id);
  const letter = async () => {
    const [{ body, messageAttributes } = { body: "", messageAttributes: {} }] = await eventually(() =>
      receive("letters"),
    );
    const texts = Object.fromEntries(
      Object.entries(messageAttributes).map(([name, { stringValue }]) => [name, stringValue]),
    );
    return { source: (JSON.parse(body) as { source: string }).source, ...texts };
  };

  it("reaches the subscribers of a topic whose policy allows it", async () => {
    await put("published");
    expect(await eventually(() => idsIn("inbox"))).to.deep.equal(["1"]);
  });

  it("ends in the dead-letter queue if the topic has only its default policy", async () => {
    await put("denied");
    expect(await letter()).to.deep.equal({
      source: "denied",
      RULE_ARN: arnOf("events", "rule/denied"),
      TARGET_ARN: arnOf("sns", "own"),
      ERROR_CODE: "NO_PERMISSIONS",
      ERROR_MESSAGE: `events.amazonaws.com is not authorized to perform: sns:Publish on resource: ${arnOf("sns", "own")} because no resource-based policy allows the sns:Publish action`,
      RETRY_ATTEMPTS: "0",
    });
  });

  it("ends in the dead-letter queue without retries if the target does not exist", async () => {
    await put("gone");
    expect(await letter()).to.include({ source: "gone", ERROR_CODE: "NO_RESOURCE", RETRY_ATTEMPTS: "0" });
  });

  it("ends in the dead-letter queue if no permission of the function allows it", async () => {
    await put("called");
    expect(await letter()).to.include({ source: "called", ERROR_CODE: "NO_PERMISSIONS" });
  });

  it("is repeated for a share of events with the fault events:duplicate, the same with one seed", async () => {
    const sent = async () => {
      for (const spec of ["seed=3", "events:duplicate=0.5"]) faults.set(spec);
      for (const id of ["1", "2", "3", "4"]) await put("queued", id);
      faults.set("events:duplicate=0");
      return [...(await eventually(() => idsIn("jobs")))].sort();
    };
    const first = await sent();
    expect(first).to.deep.equal(["1", "2", "2", "3", "3", "4", "4"]);
    expect(await sent()).to.deep.equal(first);
  });

  it("is late on the run's clock with the fault events:delay", async () => {
    faults.set("events:delay=5000");
    const before = clock.slept.length;
    await put("queued", "late");
    expect(await eventually(() => idsIn("jobs"))).to.deep.equal(["late"]);
    expect(clock.slept.slice(before)).to.include(5_000);
    faults.set("events:delay=0");
  });
});
