import { PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { metricsOf } from "../../src/cloudwatch/publishedMetrics";
import type { Fact } from "../../src/kernel/facts/facts";
import { enterChain } from "../../src/lambda/calls/recursion";
import { MovedClock } from "../../src/testing/movedClock";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const define = (name: string, source: string, args = "") =>
  `const ${name} = new aws.lambda.Function("${name}", { name: "${name}", role: role.arn, runtime: "nodejs22.x", timeout: 5,
    handler: "index.handler", environment: { variables: { QUEUE: jobs.url, TOPIC: topic.arn, BUCKET: bucket.bucket } }, ${args}
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(source)}) }) });`;

const more = `
const letters = new aws.sqs.Queue("letters", { name: "letters" });
const drops = new aws.sqs.Queue("drops", { name: "drops" });
const failures = new aws.sqs.Queue("failures", { name: "failures" });
const jobs = new aws.sqs.Queue("jobs", { name: "jobs", visibilityTimeoutSeconds: 30, redrivePolicy: pulumi.jsonStringify({
  deadLetterTargetArn: letters.arn, maxReceiveCount: 1 }) });
const topic = new aws.sns.Topic("topic");
const bucket = new aws.s3.Bucket("bucket", { bucket: "loops" });
${define(
  "worker",
  `const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
  exports.handler = async ({ Records: [{ body }] }) => new SQSClient({}).send(
    new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: body }));`,
)}
new aws.lambda.EventSourceMapping("jobs", { eventSourceArn: jobs.arn, functionName: worker.name, batchSize: 1 });
${define(
  "listener",
  `const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns");
  exports.handler = async ({ Records: [{ Sns: { Message } }] }) => new SNSClient({}).send(
    new PublishCommand({ TopicArn: process.env.TOPIC, Message }));`,
  "deadLetterConfig: { targetArn: drops.arn },",
)}
new aws.lambda.Permission("topic", { action: "lambda:InvokeFunction", function: listener.name, principal: "sns.amazonaws.com", sourceArn: topic.arn });
new aws.sns.TopicSubscription("listener", { topic: topic.arn, protocol: "lambda", endpoint: listener.arn });
${define(
  "files",
  `const { S3Client, PutObjectCommand } = require("@aws-sdk/client-s3");
  exports.handler = async ({ Records: [{ s3 }] }) => new S3Client({ forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: process.env.BUCKET, Key: s3.object.key, Body: "again" }));`,
)}
const mayCall = new aws.lambda.Permission("bucket", { action: "lambda:InvokeFunction", function: files.name, principal: "s3.amazonaws.com", sourceArn: bucket.arn });
new aws.s3.BucketNotification("bucket", { bucket: bucket.bucket, lambdaFunctions: [{ lambdaFunctionArn: files.arn, events: ["s3:ObjectCreated:*"] }] }, { dependsOn: mayCall });
new aws.lambda.FunctionEventInvokeConfig("files", { functionName: files.name, destinationConfig: { onFailure: { destination: failures.arn } } });
const selfish = \`const { LambdaClient, InvokeCommand } = require("@aws-sdk/client-lambda");
  exports.handler = async ({ left }, { functionName: FunctionName }) => {
    if (left === undefined || left === 0) return;
    const Payload = JSON.stringify({ left: left - 1 });
    await new LambdaClient({}).send(new InvokeCommand({ FunctionName, Payload, InvocationType: "Event" }));
  };\`;
${define("stopped", "", "").replace('new pulumi.asset.StringAsset("")', "new pulumi.asset.StringAsset(selfish)")}
${define("allowed", "", "").replace('new pulumi.asset.StringAsset("")', "new pulumi.asset.StringAsset(selfish)")}
new aws.lambda.FunctionRecursionConfig("allowed", { functionName: allowed.name, recursiveLoop: "Allow" });
`;

/** Returns the X-Ray headers of a function's first calls in a chain: that of the first one at 0. */
function chainOf(name: string): string[] {
  const traces = ["Root=1-a"];
  while (traces.length < 17) {
    const request = { functionName: name, traceId: traces.at(-1)!, detectsLoops: true };
    traces.push(enterChain(request, { name, allowsLoops: false }).request.traceId!);
  }
  return traces;
}

describe("a function that causes its own next call", () => {
  let caller: Caller;
  let facts: Fact[];
  let clock: MovedClock;

  before(async () => {
    facts = [];
    const statements = `[{ Effect: "Allow", Action: ["sqs:*", "sns:*", "s3:*", "lambda:*"], Resource: "*" }]`;
    clock = new MovedClock(Date.now());
    caller = await startCaller(statements, more, { clock, readers: [(fact) => facts.push(fact)] });
  });
  after(() => caller.started.stop());

  const runs = (label: string) => facts.filter((fact) => fact.kind === "invocation" && fact.label === label).length;
  /** Waits for the end of the last call, which causes the one that is stopped before it ends itself. */
  const allEnded = (label: string) => eventually(() => (runs(label) >= 16 ? [label] : []));
  const stops = (label: string) =>
    facts.flatMap((fact) => (fact.kind === "refusedCall" && fact.label === label ? [fact.code] : []));
  const client = () => new SQSClient(caller.client);
  const url = (name: string) => `${caller.client.endpoint}/123456789012/${name}`;
  const receive = async (name: string) =>
    (await client().send(new ReceiveMessageCommand({ QueueUrl: url(name), MessageAttributeNames: ["All"] })))
      .Messages ?? [];

  it("by a queue is stopped after 16 calls, and the message goes to the dead-letter queue", async () => {
    const { SendMessageCommand } = await import("@aws-sdk/client-sqs");
    await client().send(new SendMessageCommand({ QueueUrl: url("jobs"), MessageBody: "round" }));
    await eventually(() => stops("worker"));
    // The message returns after the visibility timeout.
    await clock.advance(30_000);
    const [letter] = await eventually(() => receive("letters"));
    await allEnded("worker");
    expect([letter?.Body, runs("worker"), stops("worker")]).to.deep.equal([
      "round",
      16,
      ["RecursiveInvocationException"],
    ]);
    await client().send(new PurgeQueueCommand({ QueueUrl: url("letters") }));
  });

  it("by a topic is stopped after 16 calls, and its dead-letter queue receives the event", async () => {
    const { PublishCommand, SNSClient } = await import("@aws-sdk/client-sns");
    const topic = caller.started.cloud.program.resources.find(({ type }) => type === "aws:sns/topic:Topic")!;
    await new SNSClient(caller.client).send(
      new PublishCommand({ TopicArn: String(topic.state["arn"]), Message: "round" }),
    );
    const [letter] = await eventually(() => receive("drops"));
    await allEnded("listener");
    const { Records } = JSON.parse(letter!.Body!) as { Records: { Sns: { Message: string } }[] };
    expect([Records[0]?.Sns.Message, runs("listener"), stops("listener").length]).to.deep.equal(["round", 16, 1]);
  });

  it("by a bucket is stopped after 16 calls, and its destination receives the record", async () => {
    const { PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
    const s3 = new S3Client({ ...caller.client, forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket: "loops", Key: "a", Body: "first" }));
    const [letter] = await eventually(() => receive("failures"));
    await allEnded("files");
    const { requestContext } = JSON.parse(letter!.Body!) as { requestContext: { approximateInvokeCount: number } };
    expect([requestContext.approximateInvokeCount, runs("files"), stops("files").length]).to.deep.equal([0, 16, 1]);
  });

  const invoke = async (FunctionName: string, event: object, traceId: string) => {
    const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    const lambda = new LambdaClient(caller.client);
    lambda.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers["x-amzn-trace-id"] = traceId;
        return next(args);
      },
      { step: "build" },
    );
    const InvocationType = "left" in event ? "Event" : "RequestResponse";
    const Payload = Buffer.from(JSON.stringify(event));
    return lambda.send(new InvokeCommand({ FunctionName, InvocationType, Payload }));
  };

  it("by Lambda receives an error at the 17th call", async () => {
    const traces = chainOf("stopped");
    await invoke("stopped", {}, traces[15]!);
    const error = await invoke("stopped", {}, traces[16]!).catch((caught: Error) => caught);
    expect(error).to.deep.include({ name: "RecursiveInvocationException", Type: "User" });
    expect(stops("stopped")).to.deep.equal(["RecursiveInvocationException"]);
  });

  it("is not stopped where the function allows it", async () => {
    await invoke("allowed", { left: 17 }, "Root=1-a");
    await eventually(() => [runs("allowed")].filter((count) => count === 18));
    expect(stops("allowed")).to.deep.equal([]);
  });

  it("publishes the metric of stopped calls", async () => {
    const [stop] = await eventually(() => facts.filter((fact) => fact.kind === "refusedCall"));
    expect(metricsOf(stop!, () => true)[1]).to.deep.include({
      ...{ namespace: "AWS/Lambda", name: "RecursiveInvocationsDropped", value: 1 },
    });
  });
});

describe("the chain of a call", () => {
  const fn = { name: "fn", allowsLoops: false };
  const enter = (times: number, request: object, live = fn) => {
    let chained = enterChain({ functionName: "fn", traceId: "Root=1-a", ...request }, live);
    for (let calls = 1; calls < times; calls += 1) chained = enterChain(chained.request, live);
    return chained;
  };
  const cases: [name: string, request: object, isLoop: boolean][] = [
    ["of a queue", { detectsLoops: true }, true],
    ["of S3", { caller: { principal: "s3.amazonaws.com", sourceArn: "arn" } }, true],
    ["of SNS", { caller: { principal: "sns.amazonaws.com", sourceArn: "arn" } }, true],
    ["of EventBridge", { caller: { principal: "events.amazonaws.com", sourceArn: "arn" } }, false],
    ["of API Gateway", { caller: { principal: "apigateway.amazonaws.com", sourceArn: "arn" } }, false],
    ["of another caller", {}, false],
  ];
  for (const [name, request, isLoop] of cases) {
    it(`${name} ${isLoop ? "ends at the 17th call" : "has no end"}`, () => {
      expect(enter(16, request).isLoop).to.equal(false);
      expect(enter(17, request).isLoop).to.equal(isLoop);
    });
  }

  it("has no end where the function allows loops", () => {
    expect(enter(40, { detectsLoops: true }, { ...fn, allowsLoops: true }).isLoop).to.equal(false);
  });

  it("begins with a trace, where the source sends none", () => {
    const { request } = enterChain({ functionName: "fn", detectsLoops: true }, fn);
    expect(request.traceId).to.match(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Lineage=[0-9a-f]{8}:1$/);
  });

  it("keeps the counts of the other functions", () => {
    const detectsLoops = true;
    const { request } = enter(2, { detectsLoops });
    const next = enterChain({ ...request, functionName: "other" }, { name: "other", allowsLoops: false });
    expect(next.request.traceId).to.match(/^Root=1-a;Lineage=[0-9a-f]{8}:2,[0-9a-f]{8}:1$/);
  });

  it("begins anew behind a source that Lambda does not detect", () => {
    const { request } = enter(16, { detectsLoops: true });
    expect(enterChain({ ...request, detectsLoops: false }, fn).request.traceId).to.equal("Root=1-a");
  });
});
