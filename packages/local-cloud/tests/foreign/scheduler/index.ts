import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Declares the same component as @pulumi/aws-apigateway, without the package. */
class RestAPI extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  constructor(name: string, args: object) {
    super("aws-apigateway:index:RestAPI", name, { ...args, url: undefined }, {}, true);
  }
}

// Covers EventBridge Scheduler: a declared schedule with a group, and a one-time schedule that a function creates.
const table = new aws.dynamodb.Table("seen", {
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  attributes: [{ name: "id", type: "S" }],
});

/** Keeps what a call says, so that a request can read it. */
async function keep(id: string, text: string): Promise<void> {
  const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const Item = { id: { S: id }, text: { S: text } };
  await new DynamoDBClient({}).send(new PutItemCommand({ TableName: table.name.get(), Item }));
}

/** Reads what a call has said, as soon as it is there. */
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

const tick = new aws.lambda.CallbackFunction("tick", {
  callback: (event: object) => keep("tick", JSON.stringify(event)),
});
const remind = new aws.lambda.CallbackFunction("remind", {
  callback: (event: { text: string }) => keep("reminder", event.text),
});

const role = new aws.iam.Role("schedules", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "scheduler.amazonaws.com" }),
});
new aws.iam.RolePolicy("schedules", {
  role: role.name,
  policy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: [tick.arn, remind.arn] }],
  },
});
const group = new aws.scheduler.ScheduleGroup("nightly");
new aws.scheduler.Schedule("tick", {
  groupName: group.name,
  scheduleExpression: "rate(1 minute)",
  scheduleExpressionTimezone: "Europe/Berlin",
  flexibleTimeWindow: { mode: "OFF" },
  target: {
    arn: tick.arn,
    roleArn: role.arn,
    input: JSON.stringify({ from: "nightly", attempt: "<aws.scheduler.attempt-number>" }),
    retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 600 },
  },
});

const order = new aws.lambda.CallbackFunction("plan", {
  callback: async () => {
    const { SchedulerClient, CreateScheduleCommand } = await import("@aws-sdk/client-scheduler");
    const input = {
      Name: "reminder",
      ScheduleExpression: "rate(1 hour)",
      FlexibleTimeWindow: { Mode: "OFF" as const },
      Target: { Arn: remind.arn.get(), RoleArn: role.arn.get(), Input: JSON.stringify({ text: "buy milk" }) },
    };
    await new SchedulerClient({}).send(new CreateScheduleCommand(input));
    return kept("reminder");
  },
});
const api = new RestAPI("api", {
  routes: [
    {
      path: "/tick",
      method: "GET",
      eventHandler: new aws.lambda.CallbackFunction("read", { callback: () => kept("tick") }),
    },
    { path: "/reminder", method: "GET", eventHandler: order },
  ],
});

export const url = api.url;
