import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Declares the same component as @pulumi/aws-apigateway, without the package. */
class RestAPI extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  constructor(name: string, args: object) {
    super("aws-apigateway:index:RestAPI", name, { ...args, url: undefined }, {}, true);
  }
}

// Covers bucket.onObjectCreated and onObjectRemoved, and S3 -> EventBridge -> Lambda.
const table = new aws.dynamodb.Table("seen", {
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
});

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

const bucket = new aws.s3.Bucket("files", { forceDestroy: true });
bucket.onObjectCreated(
  "created",
  async ({ Records = [] }) => {
    for (const { eventName, s3 } of Records) {
      await keep("created", `${eventName} ${s3.object.key} ${s3.object.size}`);
    }
  },
  { filterPrefix: "in/", filterSuffix: ".txt" },
);
bucket.onObjectRemoved("removed", async ({ Records = [] }) => {
  for (const { eventName, s3 } of Records) await keep("removed", `${eventName} ${s3.object.key}`);
});

const watched = new aws.s3.Bucket("watched", { forceDestroy: true });
new aws.s3.BucketNotification("watched", { bucket: watched.id, eventbridge: true });
const rule = new aws.cloudwatch.EventRule("watched", {
  eventPattern: pulumi.jsonStringify({ source: ["aws.s3"], detail: { bucket: { name: [watched.id] } } }),
});
rule.onEvent("watched", async (event) => {
  const { detail } = event as unknown as { detail: { object: { key: string } } };
  await keep("bus", `${event["detail-type"]} ${detail.object.key}`);
});

/** Changes an object of both buckets, and answers what the notification says. */
const change = new aws.lambda.CallbackFunction("change", {
  callback: async ({ httpMethod, path }: { httpMethod: string; path: string }) => {
    const { S3Client, PutObjectCommand, DeleteObjectCommand } = await import("@aws-sdk/client-s3");
    const client = new S3Client({});
    const Key = path.slice(1);
    if (httpMethod === "DELETE") {
      await client.send(new DeleteObjectCommand({ Bucket: bucket.id.get(), Key }));
      return kept("removed");
    }
    for (const Bucket of [bucket.id.get(), watched.id.get()]) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: "hello" }));
    }
    return kept("created");
  },
});
new aws.iam.RolePolicyAttachment("change", {
  role: pulumi.output(change.roleInstance!).apply((role) => role.name),
  policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
});
const read = new aws.lambda.CallbackFunction("read", { callback: () => kept("bus") });
const api = new RestAPI("api", {
  routes: [
    { path: "/in/{name}", method: "ANY", eventHandler: change },
    { path: "/bus", method: "GET", eventHandler: read },
  ],
});

export const url = api.url;
