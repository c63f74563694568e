import * as sns from "@aws-sdk/client-sns";
import { expect } from "chai";
import { topics } from "../../src/kernel/interfaces/topics";
import { startCaller, type Caller } from "../support/caller";

const arnOf = (name: string) => `arn:aws:sns:eu-central-1:123456789012:${name}`;
const queueArn = "arn:aws:sqs:eu-central-1:123456789012:jobs";

const resources = `
new aws.sns.Topic("orders", { name: "orders", displayName: "Orders", tags: { team: "shop" } });
new aws.sns.Topic("ordered", { name: "ordered.fifo", fifoTopic: true });
new aws.sns.Topic("closed", { name: "closed" });
const open = new aws.sns.Topic("open", { name: "open" });
new aws.sns.TopicPolicy("open", { arn: open.arn, policy: open.arn.apply((arn) => JSON.stringify({ Statement: [
  { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sns:Publish", Resource: arn }] })) });
new aws.sqs.Queue("jobs", { name: "jobs" });`;
const own = ["orders", "ordered.fifo", "made*", "none"].map(arnOf);
const statements = `[{ Effect: "Allow", Action: "sns:*", Resource: ${JSON.stringify(own)} },
  { Effect: "Allow", Action: ["sns:List*", "sns:Publish", "sns:CheckIf*"], Resource: "*" },
  { Effect: "Deny", Action: "sns:Publish", Resource: ${JSON.stringify(arnOf("closed"))} }]`;

describe("SNS", () => {
  let caller: Caller;
  let client: sns.SNSClient;
  before(async () => {
    caller = await startCaller(statements, resources);
    client = new sns.SNSClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const refusalOf = async (command: object): Promise<string> => {
    const error = await client.send(command as sns.PublishCommand).then(
      () => expect.fail("it succeeded"),
      (thrown: Error & { Error?: { Code?: string }; Code?: string }) => thrown,
    );
    return `${error.Code ?? error.Error?.Code ?? error.name}: ${error.message}`;
  };

  it("describes a declared topic with its default policy", async () => {
    const { Attributes = {} } = await client.send(new sns.GetTopicAttributesCommand({ TopicArn: arnOf("orders") }));
    const { Policy = "", EffectiveDeliveryPolicy = "", ...others } = Attributes;
    expect(others).to.deep.equal({
      DisplayName: "Orders",
      Owner: "123456789012",
      SubscriptionsConfirmed: "0",
      SubscriptionsDeleted: "0",
      SubscriptionsPending: "0",
      TopicArn: arnOf("orders"),
    });
    expect(JSON.parse(Policy).Statement[0].Condition).to.deep.equal({
      StringEquals: { "AWS:SourceOwner": "123456789012" },
    });
    expect(JSON.parse(EffectiveDeliveryPolicy).http.defaultHealthyRetryPolicy.numRetries).to.equal(3);
    const { Tags } = await client.send(new sns.ListTagsForResourceCommand({ ResourceArn: arnOf("orders") }));
    expect(Tags).to.deep.equal([{ Key: "team", Value: "shop" }]);
  });

  it("creates a topic once, changes it, and deletes it", async () => {
    const create = (more: object = {}) => client.send(new sns.CreateTopicCommand({ Name: "made", ...more }));
    expect((await create({ Attributes: { DisplayName: "Made" } })).TopicArn).to.equal(arnOf("made"));
    expect((await create()).TopicArn).to.equal(arnOf("made"));
    expect(await refusalOf(new sns.CreateTopicCommand({ Name: "made", Attributes: { DisplayName: "x" } }))).to.equal(
      "InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes",
    );
    const TopicArn = arnOf("made");
    const set = { TopicArn, AttributeName: "SignatureVersion", AttributeValue: "2" };
    await client.send(new sns.SetTopicAttributesCommand(set));
    await client.send(
      new sns.AddPermissionCommand({ TopicArn, Label: "l", AWSAccountId: ["111111111111"], ActionName: ["Publish"] }),
    );
    const { Attributes } = await client.send(new sns.GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).to.include({ DisplayName: "Made", SignatureVersion: "2" });
    expect(JSON.parse(Attributes!["Policy"]!).Statement[1]).to.deep.equal({
      Sid: "l",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111111111111:root" },
      Action: "SNS:Publish",
      Resource: TopicArn,
    });
    await client.send(new sns.RemovePermissionCommand({ TopicArn, Label: "l" }));
    await client.send(new sns.TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: "a", Value: "b" }] }));
    await client.send(new sns.UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ["a"] }));
    expect((await client.send(new sns.ListTagsForResourceCommand({ ResourceArn: TopicArn }))).Tags).to.deep.equal([]);
    const { Topics = [] } = await client.send(new sns.ListTopicsCommand({}));
    expect(Topics.map((topic) => topic.TopicArn)).to.include(TopicArn);
    for (let time = 0; time < 2; time += 1) await client.send(new sns.DeleteTopicCommand({ TopicArn }));
    expect(await refusalOf(new sns.GetTopicAttributesCommand({ TopicArn }))).to.equal("NotFound: Topic does not exist");
  });

  it("subscribes once, changes the subscription, and ends it", async () => {
    const input = { TopicArn: arnOf("orders"), Protocol: "sqs", Endpoint: queueArn };
    const raw = { ...input, Attributes: { RawMessageDelivery: "true" } };
    const { SubscriptionArn = "" } = await client.send(new sns.SubscribeCommand(raw));
    expect(SubscriptionArn).to.match(/^arn:aws:sns:eu-central-1:123456789012:orders:[\da-f-]{36}$/);
    expect((await client.send(new sns.SubscribeCommand(input))).SubscriptionArn).to.equal(SubscriptionArn);
    expect(
      await refusalOf(new sns.SubscribeCommand({ ...input, Attributes: { RawMessageDelivery: "false" } })),
    ).to.equal(
      "InvalidParameter: Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
    );
    const listed = { SubscriptionArn, Owner: "123456789012", ...input };
    const byTopic = await client.send(new sns.ListSubscriptionsByTopicCommand({ TopicArn: input.TopicArn }));
    expect(byTopic.Subscriptions).to.deep.equal([listed]);
    const FilterPolicy = '{"a":["b"]}';
    const set = { SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue: FilterPolicy };
    await client.send(new sns.SetSubscriptionAttributesCommand(set));
    const { Attributes } = await client.send(new sns.GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).to.include({ FilterPolicy, FilterPolicyScope: "MessageAttributes", RawMessageDelivery: "true" });
    for (let time = 0; time < 2; time += 1) await client.send(new sns.UnsubscribeCommand({ SubscriptionArn }));
    expect(await refusalOf(new sns.GetSubscriptionAttributesCommand({ SubscriptionArn }))).to.equal(
      "NotFound: Subscription does not exist",
    );
  });

  it("sends an email with a link that confirms the subscription without a signature", async () => {
    const TopicArn = arnOf("orders");
    const input = { TopicArn, Protocol: "email", Endpoint: "ops@example.com" };
    const answer = await client.send(new sns.SubscribeCommand(input));
    expect(answer.SubscriptionArn).to.equal("pending confirmation");
    const listed = async () =>
      (await client.send(new sns.ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions![0]!.SubscriptionArn!;
    expect(await listed()).to.equal("PendingConfirmation");
    const mails = () => caller.started.cloud.registry.use(topics).mailbox;
    const [link = ""] = /http:\S+/.exec(mails().at(-1)!.text) ?? [];
    const confirmed = await fetch(link);
    expect([confirmed.status, await confirmed.text()]).to.satisfy(
      ([status, xml]: [number, string]) =>
        status === 200 && xml.includes("<SubscriptionArn>arn:aws:sns:eu-central-1:123456789012:orders:"),
    );
    await client.send(new sns.PublishCommand({ TopicArn, Message: "hello", Subject: "news" }));
    const { protocol, to, subject, text } = mails().at(-1)!;
    expect([protocol, to, subject, text.split("\n")[0]]).to.deep.equal(["email", "ops@example.com", "news", "hello"]);
    const [unsubscribe = ""] = /http:\S+/.exec(text) ?? [];
    expect((await fetch(unsubscribe)).status).to.equal(200);
    expect((await client.send(new sns.ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).to.deep.equal([]);
  });

  it("delivers an SMS to the mailbox", async () => {
    await client.send(new sns.PublishCommand({ PhoneNumber: "+15551234567", Message: "code 1" }));
    const { protocol, to, text, topic } = caller.started.cloud.registry.use(topics).mailbox.at(-1)!;
    expect([protocol, to, text, topic]).to.deep.equal(["sms", "+15551234567", "code 1", undefined]);
  });

  it("decides by the role and by the topic's policy", async () => {
    await client.send(new sns.PublishCommand({ TopicArn: arnOf("open"), Message: "m" }));
    const denied = await refusalOf(new sns.PublishCommand({ TopicArn: arnOf("closed"), Message: "m" }));
    expect(denied).to.match(
      /^AuthorizationError: User: arn:aws:sts::123456789012:assumed-role\/\S+ is not authorized to perform: SNS:Publish on resource: arn:aws:sns:eu-central-1:123456789012:closed with an explicit deny in an identity-based policy$/,
    );
    const subscribe = { TopicArn: arnOf("open"), Protocol: "sqs", Endpoint: queueArn };
    expect(await refusalOf(new sns.SubscribeCommand(subscribe))).to.include("SNS:Subscribe on resource");
  });

  const publish = (more: object) => new sns.PublishCommand({ TopicArn: arnOf("orders"), Message: "m", ...more });
  const attribute = (name: string, value: object) => publish({ MessageAttributes: { [name]: value as never } });
  const subscribe = (more: object) =>
    new sns.SubscribeCommand({ TopicArn: arnOf("orders"), Protocol: "sqs", Endpoint: queueArn, ...more });
  const batch = (TopicArn: string, ...entries: object[]) =>
    new sns.PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries as never });
  const entry = (Id: string, more: object = {}) => ({ Id, Message: "m", ...more });
  const x = (length: number) => "x".repeat(length);
  const invalid = (detail: string) => `InvalidParameter: Invalid parameter: ${detail}`;
  const refusals = [
    ["a subject with a line break", publish({ Subject: "a\nb" }), invalid("Subject")],
    ["a subject of 101 characters", publish({ Subject: x(101) }), invalid("Subject")],
    ["a message of 262,145 bytes", publish({ Message: x(262_145) }), invalid("Message too long")],
    [
      "no topic",
      publish({ TopicArn: undefined }),
      invalid("TopicArn or TargetArn Reason: no value for required parameter"),
    ],
    [
      "a topic that is no ARN",
      publish({ TopicArn: "orders" }),
      invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1"),
    ],
    [
      "a topic of another region",
      publish({ TopicArn: arnOf("orders").replace("central", "west") }),
      invalid("TopicArn"),
    ],
    ["an unknown topic", publish({ TopicArn: arnOf("none") }), "NotFound: Topic does not exist"],
    [
      "an endpoint of mobile push",
      publish({ TopicArn: undefined, TargetArn: `${arnOf("x")}:endpoint/1` }),
      invalid("TargetArn Reason: No endpoint found for the target arn specified"),
    ],
    [
      "a deduplication id on a standard topic",
      publish({ MessageDeduplicationId: "d" }),
      invalid(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      ),
    ],
    [
      "a structured message that is no JSON",
      publish({ MessageStructure: "json" }),
      invalid("Message Structure - JSON message body failed to parse"),
    ],
    [
      "a structured message without default",
      publish({ MessageStructure: "json", Message: '{"sqs":"m"}' }),
      invalid("Message Structure - No default entry in JSON message body"),
    ],
    [
      "a wrong phone number",
      publish({ TopicArn: undefined, PhoneNumber: "+1a234" }),
      invalid("PhoneNumber Reason: +1a234 is not valid to publish to"),
    ],
    [
      "an attribute name with a caret",
      attribute("a^", { DataType: "String", StringValue: "v" }),
      "ParameterValueInvalid: Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
    ],
    [
      "an attribute name with two dots",
      attribute("a..b", { DataType: "String", StringValue: "v" }),
      "ParameterValueInvalid: Message attribute name can not have successive '.' character.",
    ],
    [
      "an attribute type without a dot",
      attribute("a", { DataType: "Stringly", StringValue: "v" }),
      "ParameterValueInvalid: The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [
      "a number that is none",
      attribute("a", { DataType: "Number", StringValue: "v" }),
      "ParameterValueInvalid: Could not cast message attribute 'a' value to number.",
    ],
    [
      "a batch without entries",
      batch(arnOf("orders")),
      "EmptyBatchRequest: The batch request doesn't contain any entries.",
    ],
    [
      "a batch of eleven",
      batch(arnOf("orders"), ...Array.from({ length: 11 }, (_, i) => entry(`e${i}`))),
      "TooManyEntriesInBatchRequest: The batch request contains more entries than permissible.",
    ],
    [
      "a batch of more than 262,144 bytes",
      batch(arnOf("orders"), entry("a", { Message: x(131_072) }), entry("b", { Message: x(131_073) })),
      "BatchRequestTooLong: The length of all the messages put together is more than the limit.",
    ],
    [
      "a batch entry with a wrong id",
      batch(arnOf("orders"), entry("a b")),
      "InvalidBatchEntryId: The Id of a batch entry in a batch request doesn't abide by the specification.",
    ],
    [
      "a message of a FIFO topic without a group",
      publish({ TopicArn: arnOf("ordered.fifo") }),
      invalid("The MessageGroupId parameter is required for FIFO topics"),
    ],
    [
      "a queue URL as endpoint",
      subscribe({ Endpoint: "https://sqs.eu-central-1.amazonaws.com/1/jobs" }),
      invalid("SQS endpoint ARN"),
    ],
    [
      "a FIFO queue on a standard topic",
      subscribe({ Endpoint: `${queueArn}.fifo` }),
      invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"),
    ],
    [
      "an unknown attribute of a subscription",
      subscribe({ Attributes: { Colour: "red" } }),
      invalid("Attributes Reason: AttributeName"),
    ],
    [
      "raw delivery to a function",
      subscribe({
        Protocol: "lambda",
        Endpoint: "arn:aws:lambda:eu-central-1:1:function:f",
        Attributes: { RawMessageDelivery: "true" },
      }),
      invalid("Attributes Reason: Delivery protocol [lambda] does not support raw message delivery."),
    ],
    [
      "the end of a subscription that is no ARN",
      new sns.UnsubscribeCommand({ SubscriptionArn: "s" }),
      invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"),
    ],
    [
      "the end of a subscription without an id",
      new sns.UnsubscribeCommand({ SubscriptionArn: arnOf("orders") }),
      invalid("SubscriptionId"),
    ],
    [
      "a confirmation with a wrong token",
      new sns.ConfirmSubscriptionCommand({ TopicArn: arnOf("orders"), Token: "t" }),
      "InvalidParameter: Invalid token",
    ],
    [
      "a confirmation with an unknown token",
      new sns.ConfirmSubscriptionCommand({ TopicArn: arnOf("orders"), Token: "a".repeat(288) }),
      invalid("Token"),
    ],
    ["a topic name with a space", new sns.CreateTopicCommand({ Name: "made by me" }), invalid("Topic Name")],
    [
      "an unknown attribute of a topic",
      new sns.SetTopicAttributesCommand({
        TopicArn: arnOf("orders"),
        AttributeName: "FifoTopic",
        AttributeValue: "true",
      }),
      invalid("AttributeName"),
    ],
    [
      "a tag that is given twice",
      new sns.TagResourceCommand({
        ResourceArn: arnOf("orders"),
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "a", Value: "2" },
        ],
      }),
      invalid("Duplicated keys are not allowed."),
    ],
    [
      "tags of an unknown topic",
      new sns.ListTagsForResourceCommand({ ResourceArn: arnOf("none") }),
      "ResourceNotFound: Resource does not exist",
    ],
    [
      "an action of another service in AddPermission",
      new sns.AddPermissionCommand({
        TopicArn: arnOf("orders"),
        Label: "l",
        AWSAccountId: ["111111111111"],
        ActionName: ["Send"],
      }),
      invalid("Policy statement action out of service scope!"),
    ],
  ] as const;
  for (const [what, command, message] of refusals) {
    it(`rejects ${what}`, async () => expect(await refusalOf(command)).to.equal(message));
  }

  it("rejects an unsigned request for anything but a link of a message", async () => {
    const answer = await fetch(`${caller.client.endpoint}/?Action=Publish&TopicArn=${arnOf("orders")}&Message=m`);
    expect(answer.status).to.equal(403);
  });
});
