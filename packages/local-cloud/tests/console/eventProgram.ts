import { smallApi } from "../support/cloud";

/** Puts an item whose id is the last part of the path. */
const writer = `
const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const client = new DynamoDBClient({});
exports.handler = async ({ path }) => {
  const id = path.split("/").at(-1);
  await client.send(new PutItemCommand({ TableName: "things", Item: { id: { S: id } } }));
  return { statusCode: 201, body: id };
};`;

/** Publishes an event for each stream record. */
const publisher = `
const { EventBridgeClient, PutEventsCommand } = require("@aws-sdk/client-eventbridge");
const client = new EventBridgeClient({});
exports.handler = async ({ Records }) => {
  console.log("publishes " + Records.length);
  for (const { dynamodb } of Records) {
    const Detail = JSON.stringify({ id: dynamodb.Keys.id.S });
    const entry = { EventBusName: "shop", Source: "shop.things", DetailType: "ThingCreated", Detail };
    await client.send(new PutEventsCommand({ Entries: [entry] }));
  }
};`;

/** Returns its event, and fails for an event with \`fail\`. */
const echo = `
exports.handler = async (event) => {
  console.log("echo", JSON.stringify(event).length);
  if (event.fail) throw new Error(event.fail);
  return event;
};`;

const fn = (name: string, code: string) => `
const ${name} = new aws.lambda.Function("${name}", {
  name: "${name}", role: role.arn, runtime: "nodejs24.x", handler: "index.handler", publish: true,
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(code)}) }),
});`;

/** A program in which a request causes a stream record, an event and a message. */
export const eventProgram = smallApi({
  handler: writer,
  statements: `[{ Effect: "Allow", Action: "*", Resource: "*" }]`,
  more: `
const table = new aws.dynamodb.Table("things", {
  name: "things", attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST",
  streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES",
});
${fn("publisher", publisher)}
${fn("echo", echo)}
const batches = new aws.sqs.Queue("batches", { name: "batches" });
new aws.lambda.EventSourceMapping("things-to-publisher", {
  eventSourceArn: table.streamArn, functionName: publisher.arn, startingPosition: "TRIM_HORIZON",
  destinationConfig: { onFailure: { destinationArn: batches.arn } },
});
const shop = new aws.cloudwatch.EventBus("shop", { name: "shop" });
const letters = new aws.sqs.Queue("letters", { name: "letters" });
const orders = new aws.sqs.Queue("orders", {
  name: "orders",
  redrivePolicy: letters.arn.apply((arn) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 1 })),
});
new aws.sqs.Queue("steps", { name: "steps.fifo", fifoQueue: true });
const rule = new aws.cloudwatch.EventRule("created", {
  name: "created", eventBusName: shop.name, eventPattern: JSON.stringify({ "detail-type": ["ThingCreated"] }),
});
new aws.cloudwatch.EventTarget("created-to-orders", { rule: rule.name, eventBusName: shop.name, arn: orders.arn });
new aws.sqs.QueuePolicy("orders-policy", { queueUrl: orders.url, policy: orders.arn.apply((arn) => JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn }],
})) });
new aws.cloudwatch.EventRule("removed", {
  name: "removed", eventBusName: shop.name,
  eventPattern: JSON.stringify({ "detail-type": ["ThingRemoved"], detail: { id: [{ exists: true }] } }),
});
const news = new aws.sns.Topic("news", { name: "news" });
new aws.sns.TopicSubscription("news-mail", { topic: news.arn, protocol: "email", endpoint: "ops@example.com" });
const role2 = new aws.iam.Role("scheduler-role", { assumeRolePolicy: JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: ["scheduler.amazonaws.com", "states.amazonaws.com"] }, Action: "sts:AssumeRole" }],
}) });
new aws.iam.RolePolicy("scheduler-policy", { role: role2.name, policy: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
}) });
new aws.scheduler.Schedule("morning", {
  name: "morning", scheduleExpression: "cron(0 8 * * ? *)", scheduleExpressionTimezone: "Europe/Berlin",
  flexibleTimeWindow: { mode: "OFF" }, target: { arn: letters.arn, roleArn: role2.arn },
});
const files = new aws.s3.Bucket("files", { bucket: "files" });
new aws.s3.BucketObject("note", {
  bucket: files.bucket, key: "notes/one.txt", content: "hello", contentType: "text/plain", metadata: { author: "me" },
});
new aws.s3.BucketObject("large", { bucket: files.bucket, key: "notes/two.txt", content: "x".repeat(70000) });
new aws.sfn.StateMachine("machine", {
  name: "machine", roleArn: role2.arn,
  definition: JSON.stringify({ StartAt: "End", States: { End: { Type: "Succeed" } } }),
});
new aws.lambda.FunctionUrl("echo-url", { functionName: echo.name, authorizationType: "NONE" });
new aws.lambda.Permission("echo-url-permission", {
  action: "lambda:InvokeFunctionUrl", principal: "*", function: echo.name, functionUrlAuthType: "NONE",
});
new aws.lambda.FunctionEventInvokeConfig("echo-events", {
  functionName: echo.name, destinationConfig: { onFailure: { destination: letters.arn } },
});
const nightly = new aws.cloudwatch.EventRule("nightly", { name: "nightly", scheduleExpression: "cron(0 3 * * ? *)" });
new aws.cloudwatch.EventTarget("nightly-to-echo", { rule: nightly.name, arn: echo.arn });
new aws.lambda.Permission("nightly-permission", {
  action: "lambda:InvokeFunction", principal: "events.amazonaws.com", function: echo.name, sourceArn: nightly.arn,
});
`,
});

/** The AsyncAPI document of its event. */
export const eventDocument = JSON.stringify({
  asyncapi: "3.0.0",
  components: {
    messages: {
      ThingCreated: {
        "x-source": "shop.things",
        payload: {
          type: "object",
          required: ["id"],
          properties: {
            id: { type: "string" },
            count: { type: "integer" },
            colour: { type: "string", enum: ["red", "blue"] },
          },
        },
      },
    },
  },
});
