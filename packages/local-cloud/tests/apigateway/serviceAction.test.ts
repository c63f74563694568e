import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import { eventually } from "../support/eventually";

const region = "eu-central-1";
const form = "'application/x-www-form-urlencoded'";

/** Declares `POST /NAME` with an integration. */
const route = (name: string, uri: string, more: string) => `
const ${name}Path = new aws.apigateway.Resource("${name}", { restApi: gateway.id, parentId: gateway.rootResourceId, pathPart: "${name}" });
const ${name}Method = new aws.apigateway.Method("${name}", { restApi: gateway.id, resourceId: ${name}Path.id, httpMethod: "POST", authorization: "NONE" });
const ${name}Call = new aws.apigateway.Integration("${name}", {
  restApi: gateway.id, resourceId: ${name}Path.id, httpMethod: ${name}Method.httpMethod, type: "AWS", integrationHttpMethod: "POST",
  uri: "arn:aws:apigateway:${region}:${uri}", passthroughBehavior: "NEVER", ${more} });
new aws.apigateway.MethodResponse("${name}", { restApi: gateway.id, resourceId: ${name}Path.id, httpMethod: "POST", statusCode: "200" });
new aws.apigateway.IntegrationResponse("${name}", { restApi: gateway.id, resourceId: ${name}Path.id, httpMethod: "POST", statusCode: "200" }, { dependsOn: [${name}Call] });
new aws.apigateway.MethodResponse("${name}-400", { restApi: gateway.id, resourceId: ${name}Path.id, httpMethod: "POST", statusCode: "400" });
new aws.apigateway.IntegrationResponse("${name}-400", { restApi: gateway.id, resourceId: ${name}Path.id, httpMethod: "POST", statusCode: "400", selectionPattern: "4\\\\d{2}" }, { dependsOn: [${name}Call] });
`;

const resources = `
const queue = new aws.sqs.Queue("queue", { name: "queue" });
const caught = new aws.sqs.Queue("caught", { name: "caught", policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }] }) });
const topic = new aws.sns.Topic("topic", { name: "topic" });
new aws.sns.TopicSubscription("caught", { topic: topic.arn, protocol: "sqs", endpoint: caught.arn, rawMessageDelivery: true });
const rule = new aws.cloudwatch.EventRule("rule", { name: "rule", eventPattern: JSON.stringify({ source: ["gateway"] }) });
new aws.cloudwatch.EventTarget("rule", { rule: rule.name, arn: caught.arn });
const sender = new aws.iam.Role("sender", { name: "sender", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("sender", { role: sender.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: ["sqs:SendMessage", "sns:Publish", "events:PutEvents"], Resource: "*" },
] }) });
const gateway = new aws.apigateway.RestApi("gateway", {});
${route(
  "body",
  "sqs:path/123456789012/queue",
  `credentials: sender.arn, requestParameters: { "integration.request.header.Content-Type": "${form}" },
  requestTemplates: { "application/json": "Action=SendMessage&MessageBody=$util.urlEncode($input.body)&MessageAttribute.1.Name=kind&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=a" }`,
)}
${route(
  "query",
  "sqs:path/123456789012/queue",
  `credentials: sender.arn, requestTemplates: { "application/json": "" },
  requestParameters: { "integration.request.querystring.Action": "'SendMessage'", "integration.request.querystring.MessageBody": "method.request.body" }`,
)}
${route("missing", "sqs:path/123456789012/none", `credentials: sender.arn, requestTemplates: { "application/json": "Action=SendMessage&MessageBody=x" }`)}
${route(
  "topic",
  "sns:action/Publish",
  `credentials: sender.arn, requestTemplates: { "application/json": "" },
  requestParameters: { "integration.request.querystring.TopicArn": "'arn:aws:sns:${region}:123456789012:topic'", "integration.request.querystring.Message": "method.request.body.text" }`,
)}
${route(
  "bus",
  "events:action/PutEvents",
  `credentials: sender.arn,
  requestParameters: { "integration.request.header.X-Amz-Target": "'AWSEvents.PutEvents'", "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
  requestTemplates: { "application/json": '{"Entries": [{"Source": "gateway", "DetailType": "Sent", "Detail": "$util.escapeJavaScript($input.body)"}]}' }`,
)}
const deployed = new aws.apigateway.Deployment("gateway", { restApi: gateway.id }, { dependsOn: [bodyCall, queryCall, missingCall, topicCall, busCall] });
new aws.apigateway.Stage("gateway", { restApi: gateway.id, deployment: deployed.id, stageName: "t" });`;

describe("an integration with a service", () => {
  let caller: Caller;
  let queues: sqs.SQSClient;
  before(async () => {
    caller = await startCaller(`[{ Effect: "Allow", Action: "sqs:*", Resource: "*" }]`, resources);
    queues = new sqs.SQSClient(caller.client);
  });
  after(async () => {
    queues.destroy();
    await caller.started.stop();
  });

  const post = async (path: string, body: string) => {
    const stage = caller.started.cloud.program.resources.find(
      ({ type, name }) => type === "aws:apigateway/stage:Stage" && name === "gateway",
    );
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`${String(stage!.state["invokeUrl"])}/${path}`, { method: "POST", headers, body });
    return [response.status, (await response.json()) as Record<string, any>] as const;
  };
  const receive = (name: string) =>
    eventually(async () => {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/123456789012/${name}`;
      const request = { QueueUrl, MessageAttributeNames: ["All"] };
      const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand(request));
      for (const { ReceiptHandle } of Messages) {
        await queues.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: ReceiptHandle! }));
      }
      return Messages;
    });

  it("sends a message by a form in the body, and answers as SQS does", async () => {
    const [status, answer] = await post("body", '{"a":"b & c"}');
    const [message] = await receive("queue");
    expect([message!.Body, message!.MessageAttributes!["kind"]!.StringValue]).to.deep.equal(['{"a":"b & c"}', "a"]);
    const { SendMessageResponse: response } = answer;
    expect([status, Object.keys(answer), Object.keys(response as object)]).to.deep.equal([
      200,
      ["SendMessageResponse"],
      ["ResponseMetadata", "SendMessageResult"],
    ]);
    const { MessageId, MD5OfMessageBody, SequenceNumber } = response.SendMessageResult as Record<string, unknown>;
    expect([MessageId, MD5OfMessageBody, SequenceNumber]).to.deep.equal([message!.MessageId, message!.MD5OfBody, null]);
  });

  it("sends a message by mapped query parameters", async () => {
    expect((await post("query", "plain & text"))[0]).to.equal(200);
    expect((await receive("queue"))[0]!.Body).to.equal("plain & text");
  });

  it("answers with SQS's error for a queue that does not exist", async () => {
    const [status, { Error: error }] = await post("missing", "x");
    expect([status, error]).to.deep.equal([
      400,
      {
        Code: "AWS.SimpleQueueService.NonExistentQueue",
        Message: "The specified queue does not exist.",
        Type: "Sender",
      },
    ]);
  });

  it("publishes to a topic", async () => {
    const [status, { PublishResponse: answer }] = await post("topic", '{"text":"news"}');
    expect((await receive("caught"))[0]!.Body).to.equal("news");
    expect([status, Object.keys(answer.PublishResult as object)]).to.deep.equal([200, ["MessageId", "SequenceNumber"]]);
  });

  it("puts an event on a bus", async () => {
    const [status, answer] = await post("bus", '{"n":1}');
    const event = JSON.parse((await receive("caught"))[0]!.Body!) as Record<string, unknown>;
    expect([event["detail-type"], event["detail"]]).to.deep.equal(["Sent", { n: 1 }]);
    expect([status, answer]).to.deep.equal([200, { FailedEntryCount: 0, Entries: [{ EventId: event["id"] }] }]);
  });
});
