import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { metrics } from "../../src/kernel/interfaces/monitoring";
import { startCaller, type Caller } from "../support/caller";
import { clockAt } from "../support/clock";
import { eventually } from "../support/eventually";

const code = (text: string) =>
  `new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(text)}) })`;
const works = code(
  "exports.handler = async (event) => { if (event.fail) throw new TypeError(event.fail); return { did: event.n }; };",
);
const echo = code("exports.handler = async (event) => console.log('got ' + JSON.stringify(event));");

/** A function whose role may send results, with its settings of asynchronous calls. */
const worker = (name: string, config: string, more = "", roleName = "sender") => `
new aws.lambda.Function("${name}", { role: ${roleName}.arn, runtime: "nodejs24.x", handler: "index.handler", name: "${name}", code: ${works}, ${more} });
new aws.lambda.FunctionEventInvokeConfig("${name}", { functionName: "${name}", ${config} });`;

const resources = `
const sender = new aws.iam.Role("sender", { name: "sender", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("sender", { role: sender.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: ["sqs:SendMessage", "sns:Publish", "events:PutEvents", "lambda:InvokeFunction"], Resource: "*" },
] }) });
const nobody = new aws.iam.Role("nobody", { assumeRolePolicy: "{}" });
const queue = new aws.sqs.Queue("results", { name: "results" });
const letters = new aws.sqs.Queue("letters", { name: "letters" });
const topic = new aws.sns.Topic("topic", { name: "topic" });
const subscribed = new aws.sqs.Queue("subscribed", { name: "subscribed", policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }] }) });
new aws.sns.TopicSubscription("subscribed", { topic: topic.arn, protocol: "sqs", endpoint: subscribed.arn, rawMessageDelivery: true });
const next = new aws.lambda.Function("next", { role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "next", code: ${echo} });
const bus = new aws.cloudwatch.EventBus("bus", { name: "bus" });
const rule = new aws.cloudwatch.EventRule("rule", { name: "rule", eventBusName: bus.name, eventPattern: JSON.stringify({ source: ["lambda"] }) });
new aws.cloudwatch.EventTarget("rule", { rule: rule.name, eventBusName: bus.name, arn: next.arn });
new aws.lambda.Permission("rule", { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", function: next.name });
${worker("to-queue", "destinationConfig: { onSuccess: { destination: queue.arn }, onFailure: { destination: queue.arn } }")}
${worker("to-topic", "maximumRetryAttempts: 0, destinationConfig: { onFailure: { destination: topic.arn } }", "deadLetterConfig: { targetArn: letters.arn }")}
${worker("to-function", "destinationConfig: { onSuccess: { destination: next.arn } }")}
${worker("to-bus", "destinationConfig: { onSuccess: { destination: bus.arn } }")}
${worker("denied", "maximumRetryAttempts: 0, destinationConfig: { onFailure: { destination: queue.arn } }", "deadLetterConfig: { targetArn: letters.arn }", "nobody")}
const versioned = new aws.lambda.Function("versioned", { role: sender.arn, runtime: "nodejs24.x", handler: "index.handler", name: "versioned", code: ${works}, publish: true });
new aws.lambda.Alias("live", { name: "live", functionName: versioned.name, functionVersion: versioned.version });
new aws.lambda.FunctionEventInvokeConfig("versioned", { functionName: versioned.name, qualifier: "live", maximumRetryAttempts: 1, destinationConfig: { onFailure: { destination: queue.arn } } });`;

describe("the result of an asynchronous call", () => {
  let caller: Caller;
  let queues: sqs.SQSClient;
  before(async () => {
    caller = await startCaller(`[{ Effect: "Allow", Action: "sqs:*", Resource: "*" }]`, resources, {
      clock: clockAt("2026-01-01T00:00:00Z"),
    });
    queues = new sqs.SQSClient(caller.client);
  });
  after(async () => {
    queues.destroy();
    await caller.started.stop();
  });

  const send = (functionName: string, event: object, qualifier?: string) =>
    caller.started.cloud.invoke({
      ...{ functionName, invocationType: "Event", payload: JSON.stringify(event) },
      ...(qualifier === undefined ? {} : { qualifier }),
    });
  const receive = async (name: string) => {
    const QueueUrl = `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
    const request = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand(request));
    for (const { ReceiptHandle } of Messages) {
      await queues.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: ReceiptHandle! }));
    }
    return Messages;
  };
  const records = async (name: string) =>
    (await eventually(() => receive(name))).map(({ Body }) => JSON.parse(Body!) as Record<string, any>);
  const received = (text: string) =>
    caller.started.logs.flatMap(({ text: line }) => {
      const [, json] = /got (\{.*\})/.exec(line) ?? [];
      return json?.includes(text) === true ? [JSON.parse(json) as Record<string, any>] : [];
    });
  const sum = (name: string, FunctionName: string) =>
    caller.started.cloud.registry
      .use(metrics)
      .statistic(
        { namespace: "AWS/Lambda", name, dimensions: { FunctionName }, period: 86_400, stat: "Sum" },
        Date.parse("2026-01-01T00:00:00Z"),
      );

  it("goes to a queue after a success", async () => {
    const { requestId } = await send("to-queue", { n: 1 });
    const [record] = await records("results");
    expect({ ...record, timestamp: "" }).to.deep.equal({
      version: "1.0",
      timestamp: "",
      requestContext: {
        requestId,
        functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:to-queue:$LATEST",
        condition: "Success",
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: "$LATEST" },
      responsePayload: { did: 1 },
    });
  });

  it("goes to a queue after three failures, with the last error", async () => {
    await send("to-queue", { fail: "no" });
    const [record] = await records("results");
    const { requestContext, responseContext, responsePayload } = record!;
    expect([requestContext.condition, requestContext.approximateInvokeCount]).to.deep.equal(["RetriesExhausted", 3]);
    expect(responseContext).to.deep.equal({ statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" });
    expect([responsePayload.errorType, responsePayload.errorMessage]).to.deep.equal(["TypeError", "no"]);
  });

  it("goes to a topic, and the event goes to the dead-letter queue", async () => {
    const { requestId } = await send("to-topic", { fail: "no", n: 2 });
    const [record] = await records("subscribed");
    expect([record!["requestContext"].condition, record!["requestPayload"].n]).to.deep.equal(["RetriesExhausted", 2]);
    const [letter] = await eventually(() => receive("letters"));
    expect(letter!.Body).to.equal('{"fail":"no","n":2}');
    const texts = Object.entries(letter!.MessageAttributes!).map(([name, { StringValue }]) => [name, StringValue]);
    expect(Object.fromEntries(texts)).to.deep.equal({ RequestID: requestId, ErrorCode: "200", ErrorMessage: "no" });
  });

  it("goes to another function, and to a bus", async () => {
    await send("to-function", { n: 3 });
    const [record] = await eventually(() => received('"did":3'));
    expect(record!["requestContext"].condition).to.equal("Success");
    await send("to-bus", { n: 4 });
    const [event] = await eventually(() => received('"did":4'));
    expect([event!["source"], event!["detail-type"], event!["resources"]]).to.deep.equal([
      "lambda",
      "Lambda Function Invocation Result - Success",
      [
        "arn:aws:lambda:eu-central-1:123456789012:function:to-bus:$LATEST",
        "arn:aws:events:eu-central-1:123456789012:event-bus/bus",
      ],
    ]);
  });

  it("follows the settings of the qualifier", async () => {
    await send("versioned", { fail: "no" }, "live");
    const [record] = await records("results");
    const { functionArn, approximateInvokeCount } = record!["requestContext"];
    expect([functionArn, approximateInvokeCount]).to.deep.equal([
      "arn:aws:lambda:eu-central-1:123456789012:function:versioned:live",
      2,
    ]);
  });

  it("is reported and counted if the function's role may not send it", async () => {
    await send("denied", { fail: "no" });
    await eventually(() => caller.started.logs.filter(({ text }) => text.includes("of denied: it is not sent to")));
    expect(
      ["AsyncEventsReceived", "AsyncEventsDropped", "DestinationDeliveryFailures", "DeadLetterErrors"].map((name) =>
        sum(name, "denied"),
      ),
    ).to.deep.equal([1, 1, 1, 1]);
    expect(sum("AsyncEventsDropped", "to-function")).to.equal(undefined);
    expect(sum("AsyncEventAge", "denied")).to.equal(0);
  });
});
