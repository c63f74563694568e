import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Declares the same component as @pulumi/aws-apigateway, without the package. */
class RestAPI extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  constructor(name: string, args: object) {
    super("aws-apigateway:index:RestAPI", name, { ...args, url: undefined }, {}, true);
  }
}

// Covers topic.onEvent, logGroup.onEvent, a topic with a queue and a function (SNS → SQS → Lambda), and dead letters with redrive.
const seen = new aws.dynamodb.Table("seen", {
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
});
const orders = new aws.sns.Topic("orders");
const letters = new aws.sqs.Queue("letters");
const jobs = new aws.sqs.Queue("jobs", {
  visibilityTimeoutSeconds: 180,
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: letters.arn, maxReceiveCount: 1 }),
});
new aws.sqs.QueuePolicy("jobs", {
  queueUrl: jobs.url,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: jobs.arn,
        Condition: { ArnEquals: { "aws:SourceArn": orders.arn } },
      },
    ],
  }),
});
new aws.sns.TopicSubscription("jobs", {
  topic: orders.arn,
  protocol: "sqs",
  endpoint: jobs.arn,
  rawMessageDelivery: true,
  filterPolicy: JSON.stringify({ kind: ["job"] }),
});

/** Keeps a text, so that a request can read it. */
async function keep(id: string, text: string): Promise<void> {
  const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const Item = { id: { S: id }, text: { S: text } };
  await new DynamoDBClient({}).send(new PutItemCommand({ TableName: seen.name.get(), Item }));
}

/** Reads a text as soon as it is there. */
async function kept(id: string): Promise<string> {
  const { DynamoDBClient, GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const request = { TableName: seen.name.get(), Key: { id: { S: id } }, ConsistentRead: true };
  for (const client = new DynamoDBClient({}); ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { Item } = await client.send(new GetItemCommand(request));
    if (Item !== undefined) return Item["text"]!.S!;
  }
}

orders.onEvent("ordered", async ({ Records }) => {
  for (const { Sns } of Records) await keep(`topic ${Sns.Message}`, `${Sns.Type} ${Sns.Message}`);
});
// Fails until the table contains the entry "repaired".
jobs.onEvent("done", async ({ Records }) => {
  const { DynamoDBClient, GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  for (const { body, attributes } of Records) {
    const Key = { id: { S: "repaired" } };
    const { Item } = await new DynamoDBClient({}).send(new GetItemCommand({ TableName: seen.name.get(), Key }));
    if (Item === undefined) throw new Error("not repaired");
    await keep(`job ${body}`, `${body} after ${attributes.ApproximateReceiveCount} receives`);
  }
});

// The log of the function that fails is read by another function.
const failing = new aws.cloudwatch.LogGroup("failing");
failing.onDecodedEvent(
  "failed",
  async ({ logGroup, logEvents }) => {
    for (const { message } of logEvents) await keep("log", `${logGroup.split("-")[0]} ${message.trim()}`);
  },
  { filterPattern: '"job failed"' },
);
const fail = new aws.lambda.CallbackFunction("fail", {
  loggingConfig: { logFormat: "Text", logGroup: failing.name },
  callback: async () => {
    process.stdout.write("job started\n");
    process.stdout.write("the job failed\n");
    return { statusCode: 200, body: await kept("log") };
  },
});

const order = new aws.lambda.CallbackFunction("order", {
  policies: [aws.iam.ManagedPolicy.AmazonSNSFullAccess, aws.iam.ManagedPolicy.AmazonDynamoDBFullAccess],
  callback: async () => {
    const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
    const MessageAttributes = { kind: { DataType: "String", StringValue: "job" } };
    await new SNSClient({}).send(new PublishCommand({ TopicArn: orders.arn.get(), Message: "one", MessageAttributes }));
    return { statusCode: 200, body: await kept("topic one") };
  },
});
const redrive = new aws.lambda.CallbackFunction("redrive", {
  timeout: 30,
  callback: async () => {
    const { SQSClient, GetQueueAttributesCommand, StartMessageMoveTaskCommand } = await import("@aws-sdk/client-sqs");
    const client = new SQSClient({});
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const count = new GetQueueAttributesCommand({ QueueUrl: letters.url.get(), AttributeNames });
    while ((await client.send(count)).Attributes?.["ApproximateNumberOfMessages"] !== "1") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await keep("repaired", "yes");
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: letters.arn.get() }));
    return { statusCode: 200, body: await kept("job one") };
  },
});
const api = new RestAPI("api", {
  routes: [
    { path: "/order", method: "GET", eventHandler: order },
    { path: "/redrive", method: "GET", eventHandler: redrive },
    { path: "/fail", method: "GET", eventHandler: fail },
  ],
});

export const url = api.url;
