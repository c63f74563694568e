import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Declares the same component as @pulumi/aws-apigateway, without the package. */
class RestAPI extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  constructor(name: string, args: object) {
    super("aws-apigateway:index:RestAPI", name, { ...args, url: undefined }, {}, true);
  }
}

// Covers Pulumi's event subscriptions of EventBridge: rule.onEvent on a bus, and cloudwatch.onSchedule.
const table = new aws.dynamodb.Table("seen", {
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
});
const bus = new aws.cloudwatch.EventBus("orders");

/** Keeps what an event says, so that a request can read it. */
async function keep(id: string, text: string): Promise<void> {
  const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const Item = { id: { S: id }, text: { S: text } };
  await new DynamoDBClient({}).send(new PutItemCommand({ TableName: table.name.get(), Item }));
}

/** Reads what an event has said, as soon as it is there. */
async function kept(id: string): Promise<{ statusCode: number; body: string }> {
  const { DynamoDBClient, GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient({});
  for (;;) {
    const request = new GetItemCommand({ TableName: table.name.get(), Key: { id: { S: id } }, ConsistentRead: true });
    const { Item } = await client.send(request);
    if (Item !== undefined) return { statusCode: 200, body: Item["text"]!.S! };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const rule = new aws.cloudwatch.EventRule("created", {
  eventBusName: bus.name,
  eventPattern: JSON.stringify({ source: ["shop"], detail: { price: [{ numeric: [">", 10] }] } }),
});
rule.onEvent("created", async (event) => {
  const { detail } = event as unknown as { detail: { id: string; price: number } };
  await keep(detail.id, JSON.stringify(detail));
});
aws.cloudwatch.onSchedule("minutely", "rate(1 minute)", async (event) => {
  await keep("minutely", `${event.source} ${event["detail-type"]}`);
});

const order = new aws.lambda.CallbackFunction("order", {
  callback: async () => {
    const { EventBridgeClient, PutEventsCommand } = await import("@aws-sdk/client-eventbridge");
    const entry = { EventBusName: bus.name.get(), Source: "shop", DetailType: "Created" };
    const details = ['{"id":"dear","price":11}', '{"id":"cheap","price":10}'];
    const Entries = details.map((Detail) => ({ ...entry, Detail }));
    await new EventBridgeClient({}).send(new PutEventsCommand({ Entries }));
    return kept("dear");
  },
});
const minutely = new aws.lambda.CallbackFunction("minutely-read", { callback: () => kept("minutely") });
const api = new RestAPI("api", {
  routes: [
    { path: "/order", method: "GET", eventHandler: order },
    { path: "/schedule", method: "GET", eventHandler: minutely },
  ],
});

export const url = api.url;
