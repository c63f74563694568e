import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";

const keyed = { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST" };
const items = new aws.dynamodb.Table("items", { ...keyed, streamEnabled: true, streamViewType: "NEW_IMAGE" });
const seen = new aws.dynamodb.Table("seen", keyed);
const jobs = new aws.sqs.Queue("jobs", { visibilityTimeoutSeconds: 180 });

// A new item causes a message, and the message causes an entry of what was seen.
const copied = new aws.lambda.CallbackFunction("copied", {
  callback: async ({ Records }: aws.dynamodb.TableEvent) => {
    const { SQSClient, SendMessageCommand } = await import("@aws-sdk/client-sqs");
    const client = new SQSClient({});
    for (const { eventName, dynamodb } of Records) {
      const MessageBody = JSON.stringify({ eventName, id: dynamodb.NewImage!["id"].S });
      await client.send(new SendMessageCommand({ QueueUrl: jobs.url.get(), MessageBody }));
    }
  },
});
new aws.lambda.EventSourceMapping("copied", {
  eventSourceArn: items.streamArn,
  functionName: copied.name,
  startingPosition: "TRIM_HORIZON",
  filterCriteria: { filters: [{ pattern: JSON.stringify({ eventName: ["INSERT"] }) }] },
});
const done = new aws.lambda.CallbackFunction("done", {
  callback: async ({ Records }: aws.sqs.QueueEvent) => {
    const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
    const client = new DynamoDBClient({});
    for (const { body } of Records) {
      const { eventName, id } = JSON.parse(body) as { eventName: string; id: string };
      const Item = { id: { S: id }, eventName: { S: eventName } };
      await client.send(new PutItemCommand({ TableName: seen.name.get(), Item }));
    }
    return { batchItemFailures: [] };
  },
});
new aws.lambda.EventSourceMapping("done", {
  eventSourceArn: jobs.arn,
  functionName: done.arn,
  batchSize: 5,
  functionResponseTypes: ["ReportBatchItemFailures"],
});

const api = new awsx.classic.apigateway.API("site", {
  routes: [
    {
      path: "/items/{id}",
      method: "PUT",
      eventHandler: async ({ pathParameters }) => {
        const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
        const Item = { id: { S: pathParameters?.["id"] ?? "" } };
        await new DynamoDBClient({}).send(new PutItemCommand({ TableName: items.name.get(), Item }));
        return { statusCode: 202, body: "" };
      },
    },
    {
      path: "/seen/{id}",
      method: "GET",
      // Waits for the entry, because events arrive later than the response to a write.
      eventHandler: async ({ pathParameters }) => {
        const { DynamoDBClient, GetItemCommand } = await import("@aws-sdk/client-dynamodb");
        const request = { TableName: seen.name.get(), Key: { id: { S: pathParameters?.["id"] ?? "" } } };
        const client = new DynamoDBClient({});
        for (;;) {
          const { Item } = await client.send(new GetItemCommand({ ...request, ConsistentRead: true }));
          if (Item !== undefined) return { statusCode: 200, body: JSON.stringify(Item) };
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
    },
  ],
});

export const url = api.url;
