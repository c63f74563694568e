import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddPermissionCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { queues } from "../../src/kernel/interfaces/queues";
import { startCaller, type Caller } from "../support/caller";

const resources = `
const dead = new aws.sqs.Queue("dead", { name: "dead" });
const jobs = new aws.sqs.Queue("jobs", { name: "jobs", visibilityTimeoutSeconds: 40, tags: { team: "shop" },
  redrivePolicy: dead.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 })) });
new aws.sqs.Queue("orders", { name: "orders.fifo", fifoQueue: true, contentBasedDeduplication: true });
const open = new aws.sqs.Queue("open", { name: "open" });
new aws.sqs.QueuePolicy("open", { queueUrl: open.url, policy: open.arn.apply((arn) => JSON.stringify({ Statement: [
  { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sqs:SendMessage", Resource: arn },
  { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn,
    Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-central-1:123456789012:topic" } } },
  { Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: arn, Condition: { Bool: { "aws:SecureTransport": "false" } } },
] })) });`;
const own = ["jobs", "dead", "orders.fifo", "made*"].map((name) => `arn:aws:sqs:eu-central-1:123456789012:${name}`);
const statements = `[{ Effect: "Allow", Action: "sqs:*", Resource: ${JSON.stringify(own)} },
  { Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" }]`;
const urlOf = (name: string) => `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
const arnOf = (name: string) => `arn:aws:sqs:eu-central-1:123456789012:${name}`;

async function refusalOf(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => expect.fail("it succeeded"),
    (thrown: Error) => thrown,
  );
  return [error.name, error.message];
}

describe("SQS", () => {
  let caller: Caller;
  let client: SQSClient;
  before(async () => {
    caller = await startCaller(statements, resources);
    client = new SQSClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const shared = () => caller.started.cloud.registry.use(queues);
  const send = (name: string, MessageBody: string, more: object = {}) =>
    client.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody, ...more }));
  const receive = async (name: string, more: object = {}) => {
    const request = { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, ...more };
    return (await client.send(new ReceiveMessageCommand(request))).Messages ?? [];
  };
  const attributes = async (name: string, ...AttributeNames: string[]) => {
    const request = { QueueUrl: urlOf(name), AttributeNames: AttributeNames as ["All"] };
    return (await client.send(new GetQueueAttributesCommand(request))).Attributes ?? {};
  };

  it("delivers a message with attributes to a receiver that waits", async () => {
    const waiting = receive("jobs", { WaitTimeSeconds: 5, MessageAttributeNames: ["All"], AttributeNames: ["All"] });
    const Kind = { DataType: "String", StringValue: "new" };
    const sent = await send("jobs", "hello", { MessageAttributes: { Kind } });
    const [message] = await waiting;
    expect(message).to.deep.include({ Body: "hello", MessageId: sent.MessageId, MessageAttributes: { Kind } });
    expect(message!.Attributes!["SenderId"]).to.match(/^AROA[\dA-F]{17}:fn-[\da-f]{7}$/);
    const Entries = [
      { Id: "known", ReceiptHandle: message!.ReceiptHandle! },
      { Id: "made-up", ReceiptHandle: "x" },
    ];
    const result = await client.send(new DeleteMessageBatchCommand({ QueueUrl: urlOf("jobs"), Entries }));
    expect(result.Successful).to.deep.equal([{ Id: "known" }]);
    expect(result.Failed).to.deep.equal([
      {
        Id: "made-up",
        SenderFault: true,
        Code: "ReceiptHandleIsInvalid",
        Message: 'The input receipt handle "x" is not a valid receipt handle.',
      },
    ]);
  });

  it("has declared attributes, tags and dead letters", async () => {
    const shown = await attributes("jobs", "VisibilityTimeout", "RedrivePolicy", "QueueArn");
    expect(shown).to.deep.equal({
      QueueArn: arnOf("jobs"),
      VisibilityTimeout: "40",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 3 }),
    });
    const sources = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf("dead") }));
    expect(sources.queueUrls).to.deep.equal([urlOf("jobs")]);
    const tags = async () => (await client.send(new ListQueueTagsCommand({ QueueUrl: urlOf("jobs") }))).Tags;
    expect(await tags()).to.deep.equal({ team: "shop" });
    await client.send(new TagQueueCommand({ QueueUrl: urlOf("jobs"), Tags: { cost: "1" } }));
    await client.send(new UntagQueueCommand({ QueueUrl: urlOf("jobs"), TagKeys: ["team"] }));
    expect(await tags()).to.deep.equal({ cost: "1" });
  });

  it("creates a queue, lists it by prefix and refuses other attributes for its name", async () => {
    const create = (VisibilityTimeout: string) =>
      client.send(new CreateQueueCommand({ QueueName: "made-1", Attributes: { VisibilityTimeout } }));
    expect((await create("5")).QueueUrl).to.equal(urlOf("made-1"));
    expect((await create("5")).QueueUrl).to.equal(urlOf("made-1"));
    expect(await refusalOf(create("6"))).to.deep.equal([
      "QueueNameExists",
      "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
    ]);
    const listed = await client.send(new ListQueuesCommand({ QueueNamePrefix: "ma" }));
    expect(listed.QueueUrls).to.deep.equal([urlOf("made-1")]);
    expect((await client.send(new GetQueueUrlCommand({ QueueName: "made-1" }))).QueueUrl).to.equal(urlOf("made-1"));
  });

  it("adds a statement to the queue's policy", async () => {
    const permission = { Label: "one", AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] };
    await client.send(new AddPermissionCommand({ QueueUrl: urlOf("dead"), ...permission }));
    expect(JSON.parse((await attributes("dead", "Policy"))["Policy"]!)).to.deep.equal({
      Version: "2008-10-17",
      Id: `${arnOf("dead")}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: "one",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "SQS:SendMessage",
          Resource: arnOf("dead"),
        },
      ],
    });
  });

  it("orders messages of a group, and drops repetitions by content", async () => {
    const Entries = ["1", "2", "1"].map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      MessageGroupId: "g",
    }));
    const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl: urlOf("orders.fifo"), Entries }));
    const [first, , third] = Successful!;
    expect([third!.MessageId, third!.SequenceNumber]).to.deep.equal([first!.MessageId, first!.SequenceNumber]);
    expect((await receive("orders.fifo")).map(({ Body }) => Body)).to.deep.equal(["1", "2"]);
    expect(await receive("orders.fifo")).to.deep.equal([]);
  });

  it("allows a role by the queue's policy, and names the action that nothing allows", async () => {
    expect((await send("open", "a")).MessageId).to.match(/^[\da-f-]{36}$/);
    const [name, message] = await refusalOf(receive("open"));
    expect(name).to.equal("AccessDenied");
    expect(message).to.match(
      /^User: arn:aws:sts::123456789012:assumed-role\/role-[\da-f]{7}\/fn-[\da-f]{7} is not authorized to perform: sqs:ReceiveMessage on resource: arn:aws:sqs:eu-central-1:123456789012:open because no identity-based policy allows the sqs:ReceiveMessage action$/,
    );
  });

  it("accepts messages of a service that the queue's policy names, from the named source", () => {
    const from = (topic: string) => ({
      service: "sns.amazonaws.com",
      sourceArn: `arn:aws:sns:eu-central-1:123456789012:${topic}`,
    });
    expect(shared().send(arnOf("open"), { body: "a" }, from("topic"))).to.equal(undefined);
    const denial = (queue: string) =>
      `sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${arnOf(queue)} because no resource-based policy allows the sqs:SendMessage action`;
    expect(shared().send(arnOf("open"), { body: "a" }, from("other"))).to.equal(denial("open"));
    expect(shared().send(arnOf("jobs"), { body: "a" }, from("topic"))).to.equal(denial("jobs"));
    expect(shared().send(arnOf("none"), { body: "a" }, from("topic"))).to.equal("The specified queue does not exist.");
  });

  const refusals: [string, () => Promise<unknown>, string, string][] = [
    [
      "a queue that does not exist",
      () => send("made-none", "a"),
      "QueueDoesNotExist",
      "The specified queue does not exist.",
    ],
    [
      "an empty body",
      () => send("jobs", ""),
      "MissingParameter",
      "The request must contain the parameter MessageBody.",
    ],
    [
      "a character that XML does not have",
      () => send("jobs", "\u0001"),
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    ],
    [
      "a delay above 900 s",
      () => send("jobs", "a", { DelaySeconds: 901 }),
      "InvalidParameterValue",
      "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    ],
    [
      "a wait above 20 s",
      () => receive("jobs", { WaitTimeSeconds: 21 }),
      "InvalidParameterValue",
      "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
    ],
    [
      "an unknown system attribute",
      () => receive("jobs", { AttributeNames: ["Sender"] }),
      "InvalidAttributeName",
      "Unknown Attribute Sender.",
    ],
    [
      "an attribute out of its range",
      () =>
        client.send(new SetQueueAttributesCommand({ QueueUrl: urlOf("jobs"), Attributes: { DelaySeconds: "901" } })),
      "InvalidAttributeValue",
      "Invalid value for the parameter DelaySeconds.",
    ],
    [
      "a dead-letter queue that does not exist",
      () => {
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("none"), maxReceiveCount: 1 });
        return client.send(new SetQueueAttributesCommand({ QueueUrl: urlOf("jobs"), Attributes: { RedrivePolicy } }));
      },
      "InvalidParameterValue",
      `Value ${JSON.stringify({ deadLetterTargetArn: arnOf("none"), maxReceiveCount: 1 })} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    ],
    [
      "a text as number attribute",
      () => send("jobs", "a", { MessageAttributes: { N: { DataType: "Number", StringValue: "one" } } }),
      "InvalidParameterValue",
      "Can't cast the value of message (user) attribute 'N' to a number.",
    ],
    [
      "eleven attributes",
      () => {
        const one = { DataType: "String", StringValue: "1" };
        const MessageAttributes = Object.fromEntries([..."abcdefghijk"].map((name) => [name, one]));
        return send("jobs", "a", { MessageAttributes });
      },
      "InvalidParameterValue",
      "Number of message attributes [11] exceeds the allowed maximum [10].",
    ],
    [
      "two entries with one id",
      () => {
        const entry = { Id: "a", MessageBody: "a" };
        return client.send(new SendMessageBatchCommand({ QueueUrl: urlOf("jobs"), Entries: [entry, entry] }));
      },
      "BatchEntryIdsNotDistinct",
      "Id a repeated.",
    ],
    [
      "an empty batch",
      () => client.send(new SendMessageBatchCommand({ QueueUrl: urlOf("jobs"), Entries: [] })),
      "EmptyBatchRequest",
      "There should be at least one SendMessageBatchRequestEntry in the request.",
    ],
    [
      "a visibility timeout above 12 hours",
      () => {
        const request = { QueueUrl: urlOf("jobs"), ReceiptHandle: "x", VisibilityTimeout: 43_201 };
        return client.send(new ChangeMessageVisibilityCommand(request));
      },
      "InvalidParameterValue",
      "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.",
    ],
  ];
  for (const [what, call, name, message] of refusals) {
    it(`rejects ${what}`, async () => {
      expect(await refusalOf(call())).to.deep.equal([name, message]);
    });
  }
});

describe("queues of a run with --data", () => {
  it("keep messages and attributes that calls have set, and drop queues that are no longer declared", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "sqs-"));
    const all = `[{ Effect: "Allow", Action: "sqs:*", Resource: "*" }]`;
    const jobs = `new aws.sqs.Queue("jobs", { name: "jobs" });`;
    const within = async (more: string, work: (client: SQSClient) => Promise<void>) => {
      const { client: options, started } = await startCaller(all, more, { dataDir });
      const client = new SQSClient(options);
      try {
        await work(client);
      } finally {
        client.destroy();
        await started.stop();
      }
    };
    try {
      await within(`${jobs}new aws.sqs.Queue("old", { name: "old" });`, async (client) => {
        await client.send(new SendMessageCommand({ QueueUrl: urlOf("jobs"), MessageBody: "kept" }));
        const Attributes = { VisibilityTimeout: "7" };
        await client.send(new SetQueueAttributesCommand({ QueueUrl: urlOf("jobs"), Attributes }));
      });
      await within(jobs, async (client) => {
        const { QueueUrls } = await client.send(new ListQueuesCommand({}));
        expect(QueueUrls).to.deep.equal([urlOf("jobs")]);
        const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: urlOf("jobs") }));
        expect(Messages!.map(({ Body }) => Body)).to.deep.equal(["kept"]);
        const request = { QueueUrl: urlOf("jobs"), AttributeNames: ["VisibilityTimeout"] as ["VisibilityTimeout"] };
        const { Attributes } = await client.send(new GetQueueAttributesCommand(request));
        expect(Attributes).to.deep.equal({ VisibilityTimeout: "7" });
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
