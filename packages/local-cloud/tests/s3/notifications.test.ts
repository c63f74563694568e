import * as s3 from "@aws-sdk/client-s3";
import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { startProgram } from "../support/cloud";
import { eventually } from "../support/eventually";
import { clockAt } from "../support/clock";
import { refusalOf, startS3, type S3Caller } from "./support";

const Bucket = "notifying-bucket";
const queueArn = (name: string) => `arn:aws:sqs:eu-central-1:123456789012:${name}`;

const allowing = (name: string) =>
  `JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "*", Resource: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::${name}" } } }] })`;

const resources = `
const echo = new aws.lambda.Function("echo", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "echo",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async (event) => console.log('got ' + JSON.stringify(event));") }),
});
const bucket = new aws.s3.Bucket("bucket", { bucket: "${Bucket}", versioning: { enabled: true } });
const plain = new aws.s3.Bucket("plain", { bucket: "plain-bucket" });
const queue = new aws.sqs.Queue("queue", { name: "queue", policy: ${allowing(Bucket)} });
new aws.sqs.Queue("shut", { name: "shut" });
new aws.sqs.Queue("open", { name: "open", policy: ${allowing("plain-bucket")} });
const topic = new aws.sns.Topic("topic", { name: "topic", policy: ${allowing(Bucket)} });
const subscribed = new aws.sqs.Queue("subscribed", { name: "subscribed", policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }] }) });
new aws.sns.TopicSubscription("subscribed", { topic: topic.arn, protocol: "sqs", endpoint: subscribed.arn });
const rule = new aws.cloudwatch.EventRule("rule", { name: "rule", eventPattern: JSON.stringify({ source: ["aws.s3"], detail: { bucket: { name: ["${Bucket}"] } } }) });
const bus = new aws.sqs.Queue("bus", { name: "bus", policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }] }) });
new aws.cloudwatch.EventTarget("rule", { rule: rule.name, arn: bus.arn });
new aws.lambda.Permission("s3", { action: "lambda:InvokeFunction", principal: "s3.amazonaws.com", function: echo.name, sourceArn: bucket.arn });
new aws.s3.BucketNotification("bucket", {
  bucket: bucket.id, eventbridge: true,
  lambdaFunctions: [{ id: "fn", lambdaFunctionArn: echo.arn, events: ["s3:ObjectCreated:*"], filterPrefix: "in/", filterSuffix: ".txt" }],
  queues: [{ id: "q", queueArn: queue.arn, events: ["s3:ObjectRemoved:*", "s3:ObjectTagging:Put"] }],
  topics: [{ id: "t", topicArn: topic.arn, events: ["s3:ObjectCreated:Copy"], filterPrefix: "copies/" }],
});`;

const statements = `[{ Effect: "Allow", Action: ["s3:*", "sqs:*"], Resource: "*" }]`;

describe("notifications of S3", () => {
  let caller: S3Caller;
  let queues: sqs.SQSClient;
  before(async () => {
    caller = await startS3(resources, { clock: clockAt("2026-01-01T00:00:00.250Z") }, statements);
    queues = new sqs.SQSClient(caller.client);
  });
  after(async () => {
    queues.destroy();
    await caller.stop();
  });

  const receive = async (name: string) => {
    const QueueUrl = `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
    const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { ReceiptHandle } of Messages) {
      await queues.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: ReceiptHandle! }));
    }
    return Messages.map(({ Body }) => JSON.parse(Body!) as Record<string, any>);
  };
  const received = (text: string) =>
    caller.started.logs.flatMap(({ text: line }) => {
      const [, json] = /got (\{.*\})/.exec(line) ?? [];
      return json?.includes(text) === true ? [JSON.parse(json) as Record<string, any>] : [];
    });
  const put = (Key: string, Body = "text") => caller.s3.send(new s3.PutObjectCommand({ Bucket, Key, Body }));

  it("begin with a test message to queues and topics", async () => {
    const [test] = await eventually(() => receive("queue"));
    expect({ ...test, RequestId: "", HostId: "" }).to.deep.equal({
      ...{ Service: "Amazon S3", Event: "s3:TestEvent", Time: "2026-01-01T00:00:00.250Z" },
      ...{ Bucket, RequestId: "", HostId: "" },
    });
    const [message] = await eventually(() => receive("subscribed"));
    expect([message!["Subject"], JSON.parse(message!["Message"] as string).Event]).to.deep.equal([
      "Amazon S3 Notification",
      "s3:TestEvent",
    ]);
  });

  it("call a function with AWS's record for keys with prefix and suffix", async () => {
    await put("in/a.png");
    await put("out/a.txt");
    const { VersionId } = await put("in/röd flower+(1).txt");
    const [event] = await eventually(() => received("flower"));
    const { Records } = event as { Records: Record<string, any>[] };
    expect(Records).to.have.length(1);
    const [{ userIdentity, responseElements, ...record }] = Records as [Record<string, any>];
    expect(userIdentity.principalId).to.match(/^AWS:AROA[0-9A-F]{17}:/);
    expect(Object.keys(responseElements as object)).to.deep.equal(["x-amz-request-id", "x-amz-id-2"]);
    expect(record["s3"].object.sequencer).to.match(/^[0-9A-F]{18}$/);
    record["s3"].object.sequencer = "";
    record["s3"].bucket.ownerIdentity = "";
    expect(record).to.deep.equal({
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: "eu-central-1",
      eventTime: "2026-01-01T00:00:00.250Z",
      eventName: "ObjectCreated:Put",
      requestParameters: { sourceIPAddress: "127.0.0.1" },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: "fn",
        bucket: { name: Bucket, ownerIdentity: "", arn: `arn:aws:s3:::${Bucket}` },
        object: {
          key: "in/r%C3%B6d+flower%2B%281%29.txt",
          ...{ size: 4, eTag: "1cb251ec0d568de6a929b520c4aed8d1", versionId: VersionId, sequencer: "" },
        },
      },
    });
    expect(received("a.png").concat(received("out/"))).to.deep.equal([]);
  });

  it("send removals and tags to a queue, and copies to a topic", async () => {
    await put("one");
    await caller.s3.send(new s3.CopyObjectCommand({ Bucket, Key: "copies/one", CopySource: `${Bucket}/one` }));
    const Tagging = { TagSet: [{ Key: "k", Value: "v" }] };
    await caller.s3.send(new s3.PutObjectTaggingCommand({ Bucket, Key: "one", Tagging }));
    await caller.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: "one" }));
    const records = (await eventually(() => receive("queue"))).flatMap(
      ({ Records }) => Records as Record<string, any>[],
    );
    expect(
      records.map(({ eventName, eventVersion, s3: of }) => [eventName, eventVersion, Object.keys(of.object as object)]),
    ).to.deep.equal([
      ["ObjectTagging:Put", "2.3", ["key", "eTag", "versionId"]],
      ["ObjectRemoved:DeleteMarkerCreated", "2.1", ["key", "versionId", "sequencer"]],
    ]);
    const [message] = await eventually(() => receive("subscribed"));
    const { Records } = JSON.parse(message!["Message"] as string) as { Records: Record<string, any>[] };
    expect([Records[0]!["eventName"], Records[0]!["s3"].object.key]).to.deep.equal([
      "ObjectCreated:Copy",
      "copies/one",
    ]);
  });

  it("send all changes to EventBridge", async () => {
    await receive("bus");
    await put("red flower");
    await caller.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: "red flower" }));
    const events: Record<string, any>[] = [];
    while (events.length < 2) events.push(...(await eventually(() => receive("bus"))));
    const [created, removed] = events as [Record<string, any>, Record<string, any>];
    expect(Object.keys(created["detail"] as object)).to.deep.equal([
      ...["version", "bucket", "object", "request-id", "requester", "source-ip-address", "reason"],
    ]);
    expect([created["detail-type"], created["source"], created["resources"]]).to.deep.equal([
      ...["Object Created", "aws.s3"],
      [`arn:aws:s3:::${Bucket}`],
    ]);
    const { object, reason, requester } = created["detail"] as Record<string, any>;
    expect([object.key, object.size, reason, requester]).to.deep.equal(["red flower", 4, "PutObject", "123456789012"]);
    expect([removed["detail-type"], removed["detail"].reason, removed["detail"]["deletion-type"]]).to.deep.equal([
      ...["Object Deleted", "DeleteObject", "Delete Marker Created"],
    ]);
  });

  const configure = (NotificationConfiguration: s3.NotificationConfiguration) =>
    caller.s3.send(
      new s3.PutBucketNotificationConfigurationCommand({ Bucket: "plain-bucket", NotificationConfiguration }),
    );
  const toQueue = (name: string, more: Partial<s3.QueueConfiguration> = {}): s3.QueueConfiguration => ({
    ...{ QueueArn: queueArn(name), Events: ["s3:ObjectCreated:*"], ...more },
  });
  const filter = (Name: "prefix" | "suffix", Value: string) => ({
    Filter: { Key: { FilterRules: [{ Name, Value }] } },
  });

  it("follow a configuration that a request puts", async () => {
    const read = async () =>
      caller.s3.send(new s3.GetBucketNotificationConfigurationCommand({ Bucket: "plain-bucket" }));
    const { $metadata: _, ...none } = await read();
    expect(none).to.deep.equal({});
    await configure({ QueueConfigurations: [toQueue("open", { Id: "open", ...filter("prefix", "a/") })] });
    const { QueueConfigurations } = await read();
    expect(QueueConfigurations).to.deep.equal([
      {
        ...{ Id: "open", QueueArn: queueArn("open"), Events: ["s3:ObjectCreated:*"] },
        Filter: { Key: { FilterRules: [{ Name: "Prefix", Value: "a/" }] } },
      },
    ]);
    await caller.s3.send(new s3.PutObjectCommand({ Bucket: "plain-bucket", Key: "a/1", Body: "x" }));
    const messages = await eventually(async () => receive("open"));
    expect(messages.map(({ Event, Records }) => (Event as string) ?? Records[0].s3.object.key)).to.deep.equal([
      ...["s3:TestEvent", "a/1"],
    ]);
  });

  const unable = "Unable to validate the following destination configurations";
  const forbidden = (kind: string) =>
    `Permissions on the destination ${kind} do not allow S3 to publish notifications from this bucket`;
  const echoArn = "arn:aws:lambda:eu-central-1:123456789012:function:echo";
  const topicArn = (name: string) => `arn:aws:sns:eu-central-1:123456789012:${name}`;
  const created = { Events: ["s3:ObjectCreated:*" as const] };
  const refused: readonly (readonly [what: string, s3.NotificationConfiguration, message: string, members?: object])[] =
    [
      [
        "a queue without a policy for S3, and one that does not exist",
        { QueueConfigurations: [toQueue("shut"), toQueue("none", { Events: ["s3:ObjectRemoved:*"] })] },
        unable,
        {
          ...{ ArgumentName1: queueArn("shut"), ArgumentValue1: forbidden("queue") },
          ...{ ArgumentName2: queueArn("none"), ArgumentValue2: "The destination queue does not exist" },
        },
      ],
      [
        "a topic of another bucket, and one that does not exist",
        {
          TopicConfigurations: [
            { TopicArn: topicArn("topic"), ...created },
            { TopicArn: topicArn("none"), Events: ["s3:ObjectRemoved:*"] },
          ],
        },
        unable,
        {
          ...{ ArgumentName1: topicArn("topic"), ArgumentValue1: forbidden("topic") },
          ...{ ArgumentName2: topicArn("none"), ArgumentValue2: "The destination topic does not exist" },
        },
      ],
      [
        "a function without a permission",
        { LambdaFunctionConfigurations: [{ LambdaFunctionArn: echoArn, ...created }] },
        unable,
        { ArgumentName1: `${echoArn}, null`, ArgumentValue1: `Not authorized to invoke function [${echoArn}]` },
      ],
      [
        "what is no ARN of a queue",
        { QueueConfigurations: [{ QueueArn: "invalid-queue", ...created }] },
        "The ARN could not be parsed",
        { ArgumentName: "Queue", ArgumentValue: "invalid-queue" },
      ],
      [
        "what is no ARN of a topic",
        { TopicConfigurations: [{ TopicArn: "invalid-topic", ...created }] },
        "The ARN could not be parsed",
        { ArgumentName: "Topic", ArgumentValue: "invalid-topic" },
      ],
      [
        "what is no ARN of a function",
        { LambdaFunctionConfigurations: [{ LambdaFunctionArn: "invalid-function", ...created }] },
        "The ARN could not be parsed",
        { ArgumentName: "CloudFunction", ArgumentValue: "invalid-function" },
      ],
      [
        "an unknown filter",
        { QueueConfigurations: [toQueue("open", filter("INVALID" as "prefix", "a"))] },
        "filter rule name must be either prefix or suffix",
        { ArgumentName: "FilterRule.Name", ArgumentValue: "INVALID" },
      ],
      [
        "two prefixes in a filter",
        {
          QueueConfigurations: [
            toQueue("open", {
              Filter: {
                Key: {
                  FilterRules: [
                    { Name: "prefix", Value: "a" },
                    { Name: "prefix", Value: "b" },
                  ],
                },
              },
            }),
          ],
        },
        "Cannot specify more than one prefix rule in a filter.",
      ],
      [
        "an id that is used twice",
        {
          QueueConfigurations: [
            toQueue("open", { Id: "same", ...filter("prefix", "a/") }),
            toQueue("open", { Id: "same", ...filter("prefix", "b/") }),
          ],
        },
        "Same ID used for multiple configurations. IDs must be unique",
      ],
      [
        "an unknown event",
        { QueueConfigurations: [toQueue("open", { Events: ["s3:ObjectMoved" as s3.Event] })] },
        "The event is not supported for notifications",
      ],
      [
        "two targets for an event",
        { QueueConfigurations: [toQueue("open"), toQueue("open", { Events: ["s3:ObjectCreated:Put"] })] },
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
      ],
      [
        "overlapping prefixes",
        { QueueConfigurations: [toQueue("open", filter("prefix", "a/")), toQueue("open", filter("prefix", "a/b/"))] },
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
      ],
    ];

  for (const [what, configuration, message, members = {}] of refused) {
    it(`refuse ${what}`, async () => {
      const refusal = configure(configuration);
      expect(await refusalOf(refusal)).to.deep.equal(["InvalidArgument", 400, message]);
      expect(await refusal.catch((error: unknown) => error)).to.include(members);
    });
  }

  it("accept a destination that does not exist if its validation is skipped, but no other text", async () => {
    const skip = (QueueArn: string) =>
      caller.s3.send(
        new s3.PutBucketNotificationConfigurationCommand({
          ...{ Bucket: "plain-bucket", SkipDestinationValidation: true },
          NotificationConfiguration: { QueueConfigurations: [{ QueueArn, ...created }] },
        }),
      );
    expect((await skip(queueArn("none"))).$metadata.httpStatusCode).to.equal(200);
    expect(await refusalOf(skip("invalid-queue"))).to.deep.equal([
      ...["InvalidArgument", 400, "The ARN could not be parsed"],
    ]);
    await configure({});
  });

  it("accept distinct prefixes, suffixes and events", async () => {
    await configure({
      QueueConfigurations: [
        toQueue("open", filter("prefix", "a/")),
        toQueue("open", filter("prefix", "b/")),
        toQueue("open", { Events: ["s3:ObjectRemoved:Delete"] }),
        toQueue("open", { Events: ["s3:ObjectTagging:*"], ...filter("suffix", ".png") }),
        toQueue("open", { Events: ["s3:ObjectTagging:*"], ...filter("suffix", ".jpg") }),
      ],
    });
    await configure({});
  });
});

describe("a declaration of notifications", () => {
  const declared = (more: string) => `
const bucket = new aws.s3.Bucket("bucket", { bucket: "${Bucket}" });
const queue = new aws.sqs.Queue("queue", { name: "queue" });
${more}`;
  const cases: readonly (readonly [what: string, more: string, message: string])[] = [
    [
      "to a queue that does not allow S3",
      'new aws.s3.BucketNotification("n", { bucket: bucket.id, queues: [{ queueArn: queue.arn, events: ["s3:ObjectCreated:*"] }] });',
      "Unable to validate the following destination configurations",
    ],
    [
      "with overlapping events",
      `new aws.sqs.QueuePolicy("p", { queueUrl: queue.url, policy: ${allowing(Bucket)} });
new aws.s3.BucketNotification("n", { bucket: bucket.id, queues: [
  { queueArn: queue.arn, events: ["s3:ObjectCreated:*"] }, { queueArn: queue.arn, events: ["s3:ObjectCreated:Copy"] },
] });`,
      "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
    ],
  ];
  for (const [what, more, message] of cases) {
    it(`is refused ${what}`, async () => {
      const error = await startProgram(declared(more)).then(
        async (started) => {
          await started.stop();
          return expect.fail("it started");
        },
        (thrown: Error) => thrown,
      );
      expect(error.message).to.include("bucket notification n").and.to.include(message);
    });
  }
});
