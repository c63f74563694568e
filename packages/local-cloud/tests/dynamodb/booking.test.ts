import { expect } from "chai";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";
import { sendSigned, type DynamoDbAccess } from "../support/signedRequest";

const handler = "exports.handler = async () => process.env;";
const arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/seats";
const statements = `[
  { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem", "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive"], Resource: "${arn}" },
  { Effect: "Allow", Action: ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"],
    Resource: "${arn}/stream/*" },
]`;
const table = `const seats = new aws.dynamodb.Table("seats", { name: "seats", billingMode: "PAY_PER_REQUEST", hashKey: "id",
  attributes: [{ name: "id", type: "S" }], ttl: { attributeName: "expires", enabled: true },
  streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" });
export const stream = pulumi.interpolate\`\${seats.streamArn} \${seats.streamLabel}\`;`;

describe("a booking program with a transaction, a time to live and a stream", () => {
  let started: TestCloud;
  let access: DynamoDbAccess;
  before(async () => {
    started = await startProgram(`${table}\n${smallApi({ handler, statements, more: "" })}`);
    const [fn] = started.cloud.program.resources.filter(({ type }) => type === "aws:lambda/function:Function");
    const { payload } = await started.cloud.invoke({ functionName: String(fn!.state["name"]) });
    const variables = JSON.parse(payload) as Record<string, string>;
    access = {
      endpoint: variables["AWS_ENDPOINT_URL_DYNAMODB"]!,
      credentials: {
        accessKeyId: variables["AWS_ACCESS_KEY_ID"]!,
        secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"]!,
        sessionToken: variables["AWS_SESSION_TOKEN"]!,
      },
    };
  });
  after(() => started.stop());

  const send = (operation: string, body: object, prefix = "DynamoDB") =>
    sendSigned(access, { operation, body }, { headers: { "x-amz-target": `${prefix}_20120810.${operation}` } });
  const book = (seat: string, guest: string, token: string) => ({
    ClientRequestToken: token,
    TransactItems: [
      {
        Put: {
          TableName: "seats",
          Item: { id: { S: seat }, guest: { S: guest }, expires: { N: "4102444800" } },
          ConditionExpression: "attribute_not_exists(id)",
        },
      },
      {
        Update: {
          TableName: "seats",
          Key: { id: { S: "count" } },
          UpdateExpression: "ADD booked :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        },
      },
    ],
  });
  const booked = async () =>
    (await send("GetItem", { TableName: "seats", Key: { id: { S: "count" } } })).body.Item.booked.N as string;

  it("books a seat once, even if the request is repeated", async () => {
    expect((await send("TransactWriteItems", book("1A", "Ada", "first"))).status).to.equal(200);
    expect((await send("TransactWriteItems", book("1A", "Ada", "first"))).status).to.equal(200);
    const { status, type, body } = await send("TransactWriteItems", book("1A", "Bob", "second"));
    expect([status, type]).to.deep.equal([400, "TransactionCanceledException"]);
    expect(body.CancellationReasons).to.deep.equal([
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      { Code: "None" },
    ]);
    expect(await booked()).to.equal("1");
  });

  it("needs a permission for each operation of a transaction", async () => {
    const check = {
      ConditionCheck: { TableName: "seats", Key: { id: { S: "1A" } }, ConditionExpression: "attribute_exists(id)" },
    };
    const { type, message } = await send("TransactWriteItems", { TransactItems: [check] });
    expect(type).to.equal("AccessDeniedException");
    expect(message).to.contain("dynamodb:ConditionCheckItem");
  });

  it("has the declared time to live and stream, with the ARN of its output", async () => {
    const { body: ttl } = await send("DescribeTimeToLive", { TableName: "seats" });
    expect(ttl.TimeToLiveDescription).to.deep.equal({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    const { body } = await send("DescribeTable", { TableName: "seats" });
    const { LatestStreamArn: StreamArn, LatestStreamLabel: label } = body.Table;
    expect(started.cloud.program.outputs["stream"]!.value).to.equal(`${StreamArn} ${label}`);
    const { body: described } = await send("DescribeStream", { StreamArn }, "DynamoDBStreams");
    const { ShardId } = described.StreamDescription.Shards[0];
    const asked = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    const { ShardIterator } = (await send("GetShardIterator", asked, "DynamoDBStreams")).body;
    const { Records } = (await send("GetRecords", { ShardIterator }, "DynamoDBStreams")).body;
    expect(Records.map(({ eventName, dynamodb }: any) => [eventName, dynamodb.Keys.id.S])).to.deep.equal([
      ["INSERT", "1A"],
      ["INSERT", "count"],
    ]);
  });
});
