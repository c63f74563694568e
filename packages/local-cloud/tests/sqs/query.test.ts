import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import { sendForm } from "../support/signedRequest";

const resources = `
new aws.sqs.Queue("jobs", { name: "jobs", tags: { team: "shop" } });
new aws.sqs.Queue("orders", { name: "orders.fifo", fifoQueue: true });
new aws.sqs.Queue("closed", { name: "closed" });`;
const statements = `[{ Effect: "Allow", Action: "sqs:*", Resource: "*" }, { Effect: "Deny", Action: "sqs:*", Resource: "*:closed" }]`;
const urlOf = (name: string) => `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
type Form = Readonly<Record<string, string>>;

describe("the query protocol of SQS", () => {
  let caller: Caller;
  before(async () => (caller = await startCaller(statements, resources)));
  after(() => caller.started.stop());

  /** Returns an answer without its request id and the parts of it that vary. */
  const call = async (Action: string, form: Form, target = "/") => {
    const [status, body] = await sendForm(caller.client, target, { service: "sqs", form: { Action, ...form } });
    const [, result = body] =
      /^<\w+Response xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/">(.*?)(?:<ResponseMetadata>)?<RequestId>/.exec(
        body,
      ) ?? [];
    return [status, result.replace(/<(MessageId|ReceiptHandle)>[^<]+/g, "<$1>")] as const;
  };
  const handleIn = async (form: Form) => {
    const [, body] = await sendForm(caller.client, "/", {
      service: "sqs",
      form: { Action: "ReceiveMessage", ...form },
    });
    return /<ReceiptHandle>([^<]+)/.exec(body)![1]!;
  };
  const [jobs, orders] = [{ QueueUrl: urlOf("jobs") }, { QueueUrl: urlOf("orders.fifo") }];

  it("sends and receives a message with attributes", async () => {
    const sent = await call("SendMessage", {
      ...jobs,
      MessageBody: "a < b",
      "MessageAttribute.1.Name": "kind",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "new",
    });
    expect(sent).to.deep.equal([
      200,
      "<SendMessageResult><MessageId></MessageId><MD5OfMessageBody>9c2309929b5d4e6d89e1f48e3e3d6ebb</MD5OfMessageBody><MD5OfMessageAttributes>6c03da4e31553b96eb78c9e6a0d1a929</MD5OfMessageAttributes></SendMessageResult>",
    ]);
    const wanted = { "AttributeName.1": "ApproximateReceiveCount", "MessageAttributeName.1": "All" };
    expect(await call("ReceiveMessage", { VisibilityTimeout: "0", ...wanted }, "/123456789012/jobs")).to.deep.equal([
      200,
      "<ReceiveMessageResult><Message><MessageId></MessageId><ReceiptHandle></ReceiptHandle><MD5OfBody>9c2309929b5d4e6d89e1f48e3e3d6ebb</MD5OfBody><Body>a &lt; b</Body><Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute><MD5OfMessageAttributes>6c03da4e31553b96eb78c9e6a0d1a929</MD5OfMessageAttributes><MessageAttribute><Name>kind</Name><Value><DataType>String</DataType><StringValue>new</StringValue></Value></MessageAttribute></Message></ReceiveMessageResult>",
    ]);
    const handle = await handleIn(jobs);
    expect(await call("DeleteMessage", { ...jobs, ReceiptHandle: handle })).to.deep.equal([
      200,
      "<DeleteMessageResult></DeleteMessageResult>",
    ]);
  });

  it("sends a batch of which one entry fails", async () => {
    const entry = (index: number, key: string) => `SendMessageBatchRequestEntry.${String(index)}.${key}`;
    const form = {
      ...{ [entry(1, "Id")]: "a", [entry(1, "MessageBody")]: "x" },
      ...{ [entry(2, "Id")]: "b", [entry(2, "MessageBody")]: "y", [entry(2, "DelaySeconds")]: "901" },
    };
    expect(await call("SendMessageBatch", { ...jobs, ...form })).to.deep.equal([
      200,
      "<SendMessageBatchResult><SendMessageBatchResultEntry><Id>a</Id><MessageId></MessageId><MD5OfMessageBody>9dd4e461268c8034f5c8564e155c67a6</MD5OfMessageBody></SendMessageBatchResultEntry><BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>InvalidParameterValue</Code><Message>Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be &gt;= 0 and &lt;= 900.</Message></BatchResultErrorEntry></SendMessageBatchResult>",
    ]);
  });

  const answers: readonly (readonly [action: string, form: Form, status: number, result: string])[] = [
    [
      "GetQueueUrl",
      { QueueName: "jobs" },
      200,
      `<GetQueueUrlResult><QueueUrl>${urlOf("jobs")}</QueueUrl></GetQueueUrlResult>`,
    ],
    [
      "ListQueues",
      { QueueNamePrefix: "o" },
      200,
      `<ListQueuesResult><QueueUrl>${urlOf("orders.fifo")}</QueueUrl></ListQueuesResult>`,
    ],
    [
      "GetQueueAttributes",
      { ...jobs, "AttributeName.1": "DelaySeconds", "AttributeName.2": "VisibilityTimeout" },
      200,
      "<GetQueueAttributesResult><Attribute><Name>DelaySeconds</Name><Value>0</Value></Attribute><Attribute><Name>VisibilityTimeout</Name><Value>30</Value></Attribute></GetQueueAttributesResult>",
    ],
    [
      "ListQueueTags",
      jobs,
      200,
      "<ListQueueTagsResult><Tag><Key>team</Key><Value>shop</Value></Tag></ListQueueTagsResult>",
    ],
    [
      "CreateQueue",
      {
        QueueName: "made",
        "Attribute.1.Name": "DelaySeconds",
        "Attribute.1.Value": "5",
        "Tag.1.Key": "a",
        "Tag.1.Value": "b",
      },
      200,
      `<CreateQueueResult><QueueUrl>${urlOf("made")}</QueueUrl></CreateQueueResult>`,
    ],
    [
      "SendMessage",
      { QueueUrl: urlOf("none"), MessageBody: "x" },
      400,
      "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/></Error>",
    ],
    [
      "ReceiveMessage",
      { ...jobs, WaitTimeSeconds: "21" },
      400,
      "<Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be &gt;= 0 and &lt;= 20, if provided.</Message><Detail/></Error>",
    ],
    [
      "DeleteMessageBatch",
      { ...jobs, "DeleteMessageBatchRequestEntry.1.Id": "a:b", "DeleteMessageBatchRequestEntry.1.ReceiptHandle": "x" },
      400,
      "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.InvalidBatchEntryId</Code><Message>A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.</Message><Detail/></Error>",
    ],
  ];
  for (const [action, form, status, result] of answers) {
    it(`answers ${action} with ${String(status)} and ${result.slice(0, 60)}`, async () => {
      expect(await call(action, form)).to.deep.equal([status, result]);
    });
  }

  it("denies a call without permission", async () => {
    const [status, body] = await call("PurgeQueue", { QueueUrl: urlOf("closed") });
    expect([status, /<Code>([^<]+)/.exec(body)![1]]).to.deep.equal([403, "AccessDenied"]);
  });

  describe("ReceiveRequestAttemptId", () => {
    const receive = { ...orders, ReceiveRequestAttemptId: "try-1", MaxNumberOfMessages: "10" };
    const send = (body: string) =>
      call("SendMessage", { ...orders, MessageBody: body, MessageGroupId: "g", MessageDeduplicationId: body });

    it("returns the same messages and handles again, until one of them changes", async () => {
      await send("first");
      const handle = await handleIn(receive);
      expect(await handleIn(receive)).to.equal(handle);
      const other = await call("ReceiveMessage", { ...receive, ReceiveRequestAttemptId: "try-2" });
      expect(other).to.deep.equal([200, "<ReceiveMessageResult></ReceiveMessageResult>"]);
      await call("ChangeMessageVisibility", { ...orders, ReceiptHandle: handle, VisibilityTimeout: "0" });
      const next = await handleIn(receive);
      expect(next).to.not.equal(handle);
      await call("DeleteMessage", { ...orders, ReceiptHandle: next });
      await send("second");
      const [, body] = await call("ReceiveMessage", receive);
      expect(/<Body>([^<]+)/.exec(body)![1]).to.equal("second");
    });

    it("is rejected by a standard queue, and in another form", async () => {
      const refusals = [
        await call("ReceiveMessage", { ...jobs, ReceiveRequestAttemptId: "a" }),
        await call("ReceiveMessage", { ...orders, ReceiveRequestAttemptId: "a b" }),
      ];
      expect(refusals.map(([, body]) => /<Message>([^<]+)/.exec(body)![1])).to.deep.equal([
        "Value a for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is not valid for this queue type.",
        "Value a b for parameter ReceiveRequestAttemptId is invalid. Reason: ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
      ]);
    });
  });
});
