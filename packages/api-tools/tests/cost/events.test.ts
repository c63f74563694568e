import { expect } from "chai";
import type { PriceName, Program } from "@onemachine/local-cloud";
import { estimate } from "../../src/cost/estimate";
import { countCalls } from "../../src/cost/events";
import { functionCosts } from "../../src/cost/functions";
import { defaultTraffic, type Traffic } from "../../src/cost/traffic";
import { declare, programSource, withProgram } from "../support/program";

/**
 * A route writes an item, an object and a message. The table's stream feeds a consumer with a store of deliveries, which
 * publishes to a bus. A rule of the bus sends to the queue of a worker. A topic sends to the same queue.
 */
const source = programSource(`
const table = new aws.dynamodb.Table("table", { hashKey: "id", attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST", streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" });
const deliveries = new aws.dynamodb.Table("deliveries", { hashKey: "id", attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST", ttl: { attributeName: "expiration", enabled: true } });
const bus = new aws.cloudwatch.EventBus("bus", {});
new aws.cloudwatch.EventArchive("archive", { eventSourceArn: bus.arn, retentionDays: 73 });
const topic = new aws.sns.Topic("topic", {});
const letters = new aws.sqs.Queue("letters", {});
const jobs = new aws.sqs.Queue("jobs", {});
const secret = new aws.secretsmanager.Secret("secret", {});
const bucket = new aws.s3.Bucket("bucket", {});
const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = () => {}") });
const fn = (name: string, grants: [string, pulumi.Input<string>][]) => {
  const role = new aws.iam.Role(name + "-role", { assumeRolePolicy: "{}" });
  new aws.iam.RolePolicy(name + "-policy", { role: role.name, policy: pulumi.jsonStringify({ Statement:
    grants.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })) }) });
  return new aws.lambda.Function(name, { role: role.arn, code, runtime: "nodejs24.x", handler: "index.handler",
    memorySize: 512, architectures: ["arm64"] });
};
const task = fn("task", []);
const flow = new aws.sfn.StateMachine("flow", { roleArn: "arn:aws:iam::123456789012:role/r", definition: pulumi.jsonStringify({
  StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor: { StartAt: "Call", States: {
    Call: { Type: "Task", Resource: pulumi.interpolate\`\${task.arn}:live\`, End: true } } }, Next: "Both" },
  Both: { Type: "Parallel", Branches: [{ StartAt: "A", States: { A: { Type: "Pass", End: true } } }], End: true } } }) });
const express = new aws.sfn.StateMachine("express", { type: "EXPRESS", roleArn: "arn:aws:iam::123456789012:role/r",
  definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } }) });
const route = fn("route", [["states:StartExecution", flow.arn], ["states:StartSyncExecution", express.arn],
  ["dynamodb:PutItem", table.arn], ["s3:PutObject", pulumi.interpolate\`\${bucket.arn}/*\`],
  ["s3:GetObject", pulumi.interpolate\`\${bucket.arn}/*\`], ["sns:Publish", topic.arn],
  ["secretsmanager:GetSecretValue", secret.arn]]);
const consumer = fn("consumer", [["events:PutEvents", bus.arn], ["sqs:SendMessage", letters.arn],
  ["dynamodb:PutItem", deliveries.arn], ["dynamodb:UpdateItem", deliveries.arn], ["dynamodb:DeleteItem", deliveries.arn]]);
const worker = fn("worker", []);
const clock = fn("clock", []);
new aws.lambda.EventSourceMapping("changes", { eventSourceArn: table.streamArn, functionName: consumer.arn,
  startingPosition: "LATEST", destinationConfig: { onFailure: { destinationArn: letters.arn } } });
new aws.lambda.EventSourceMapping("work", { eventSourceArn: jobs.arn, functionName: worker.arn });
const rule = new aws.cloudwatch.EventRule("rule", { eventBusName: bus.name, eventPattern: '{"source":["a"]}' });
new aws.cloudwatch.EventTarget("target", { rule: rule.name, eventBusName: bus.name, arn: jobs.arn });
new aws.sns.TopicSubscription("subscription", { topic: topic.arn, protocol: "sqs", endpoint: jobs.arn });
const hourly = new aws.cloudwatch.EventRule("hourly", { scheduleExpression: "rate(1 hour)" });
new aws.cloudwatch.EventTarget("hourly", { rule: hourly.name, arn: clock.arn });
new aws.scheduler.Schedule("daily", { scheduleExpression: "rate(1 day)", flexibleTimeWindow: { mode: "OFF" },
  target: { arn: clock.arn, roleArn: "arn:aws:iam::123456789012:role/r" } });
const body = route.invokeArn.apply((uri) => JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths: {
  "/a": { post: { operationId: "write", "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri } } } } }));
new aws.apigateway.RestApi("api", { body });
`);

describe("the cost of events", () => {
  let program: Program;
  before(async () => {
    program = await withProgram(source, (dir) => declare({ program: dir }));
  });

  const million = (changes: Partial<Traffic> = {}): Traffic => ({ ...defaultTraffic, requests: 1_000_000, ...changes });

  /** Returns the quantity of a price, of one function if it is given. */
  function quantity(price: PriceName, fn?: string, traffic = million()): number {
    const { usage, idle } = estimate(program, traffic);
    const lines = [...usage, ...idle].filter(
      (line) => line.price === price && (fn === undefined || line.function === fn),
    );
    return Math.round(lines.reduce((sum, line) => sum + line.quantity, 0) * 1e6) / 1e6;
  }

  it("calls the consumer of a stream for each write to its table", () => {
    expect(quantity("lambdaRequests", "consumer")).to.equal(1_000_000);
  });

  it("counts two writes of an idempotency store for each event, and no deletion of a failed attempt", () => {
    expect(quantity("tableWrites", "consumer")).to.equal(2_000_000);
  });

  it("counts each state of a workflow once, those of a Map state once for each of 50 items, and calls its functions", () => {
    expect(quantity("stateTransitions", "route")).to.equal(53_000_000);
    expect(quantity("lambdaRequests", "task")).to.equal(50_000_000);
    expect(estimate(program, { ...million(), freeTier: true }).usage.find(({ price }) => price === "stateTransitions"))
      .to.have.property("usd")
      .that.is.closeTo((53_000_000 - 4_000) * 0.000025, 1e-6);
  });

  it("counts the events of a bus, its archive, and nothing for rules", () => {
    expect(quantity("busEvents", "consumer")).to.equal(1_000_000);
    // 1,024 MB, which stay for 2.4 months of 730 hours.
    expect(quantity("archivedEvents")).to.equal(0.953674);
    expect(quantity("archiveStorage")).to.equal(2.288818);
  });

  it("counts sending, receiving and deleting a message, without those of a dead-letter queue", () => {
    // The rule and the topic each send a million. Lambda receives and deletes two million.
    const sent = estimate(program, million()).usage.filter(({ price }) => price === "queueRequests");
    expect(sent.map((line) => [line.function, line.quantity])).to.have.deep.members([
      ["worker", 4_000_000],
      [undefined, 1_000_000],
      [undefined, 1_000_000],
    ]);
    expect(quantity("lambdaRequests", "worker")).to.equal(2_000_000);
  });

  it("counts a publication for each call, and each 64 KB of a message as one", () => {
    expect(quantity("topicPublishes", "route")).to.equal(1_000_000);
    expect(quantity("topicPublishes", "route", million({ eventBytes: 65_536 }))).to.equal(1_000_000);
    expect(quantity("topicPublishes", "route", million({ eventBytes: 65_537 }))).to.equal(2_000_000);
    expect(quantity("busEvents", "consumer", million({ eventBytes: 65_537 }))).to.equal(2_000_000);
    // Receiving two chunks, and deleting.
    expect(quantity("queueRequests", "worker", million({ requests: 0 }))).to.equal(657_000);
    expect(quantity("queueRequests", "worker", million({ eventBytes: 65_537 }))).to.equal(6_000_000 + 657_000);
  });

  it("polls an empty queue with five connections, each every 20 seconds", () => {
    const idle = estimate(program, million({ requests: 0 })).idle.filter(({ price }) => price === "queueRequests");
    expect(idle.map((line) => [line.function, line.quantity])).to.deep.equal([["worker", 657_000]]);
  });

  it("counts the calls of schedules, of which only those of EventBridge Scheduler are billed", () => {
    // 730 hours contain 31 beginnings of a day.
    expect(quantity("lambdaRequests", "clock")).to.equal(730 + 31);
    expect(quantity("schedules")).to.equal(31);
    const calls: readonly (readonly [string, number])[] = [
      ["rate(5 minutes)", 8_760],
      ["cron(0 10 * * ? *)", 30],
      ["cron(0/15 * * * ? *)", 2_920],
      ["at(2027-01-10T00:00:00)", 1],
      ["at(2020-01-10T00:00:00)", 0],
      ["nonsense", 0],
    ];
    for (const [expression, count] of calls) expect(countCalls(expression), expression).to.equal(count);
  });

  it("counts requests to objects, and their bytes to clients", () => {
    expect(quantity("objectWrites", "route")).to.equal(1_000_000);
    expect(quantity("objectReads", "route")).to.equal(1_000_000);
    // An item, the rest of the response, and an object of 100 kB.
    expect(quantity("transferOut", "route")).to.equal(Math.round(((1_024 + 500 + 100_000) / 1024 ** 3) * 1e12) / 1e6);
    expect(quantity("objectStorage", undefined, million({ bucketGb: 7 }))).to.equal(7);
  });

  it("counts a secret, and a read of it every five minutes, or at every call if there are fewer", () => {
    expect(quantity("secrets")).to.equal(1);
    expect(quantity("secretReads", "route")).to.equal(8_760);
    expect(quantity("secretReads", "route", million({ requests: 10 }))).to.equal(10);
  });

  it("states a million events of each consumer, beside a million requests to each route", () => {
    const costs = functionCosts(program, million());
    expect(costs.map(({ function: name, perMillion }) => [name, perMillion.map(({ route }) => route)])).to.deep.equal([
      ["task", ["events"]],
      ["route", ["write"]],
      ["consumer", ["events"]],
      ["worker", ["events"]],
      ["clock", ["events"]],
    ]);
    // Two requests to the queue for each event, at $0.40 a million, above what the other function costs.
    expect(costs[3]!.perMillion[0]!.usd - costs[4]!.perMillion[0]!.usd).to.be.closeTo(0.8, 1e-9);
    expect(costs[3]!.idle).to.be.closeTo(0.2628, 1e-9);
  });

  it("counts a consumer that writes to its own source once", async () => {
    const loop = source.replace('fn("consumer", [', 'fn("consumer", [["dynamodb:PutItem", table.arn], ');
    const looped = await withProgram(loop, (dir) => declare({ program: dir }));
    const calls = estimate(looped, million()).usage.filter(
      ({ price, function: fn }) => price === "lambdaRequests" && fn === "consumer",
    );
    expect(calls.map((line) => line.quantity)).to.deep.equal([1_000_000]);
  });
});
