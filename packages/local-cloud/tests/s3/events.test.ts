import {
  CopyObjectCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { objectEvents, type ObjectEvent } from "../../src/kernel/interfaces/objectEvents";
import { clockAt } from "../support/clock";
import { startS3, type S3Caller } from "./support";

const Bucket = "events-of-tests";

describe("changes of S3's objects", () => {
  let caller: S3Caller;
  const events: ObjectEvent[] = [];
  before(async () => {
    caller = await startS3(`
const bucket = new aws.s3.Bucket("events", { bucket: "${Bucket}" });
new aws.lambda.Permission("s3", { action: "lambda:InvokeFunction", principal: "s3.amazonaws.com", function: fn.name, sourceArn: bucket.arn });
new aws.s3.BucketNotification("events", {
  bucket: bucket.id,
  eventbridge: true,
  lambdaFunctions: [{ lambdaFunctionArn: fn.arn, events: ["s3:ObjectCreated:*"], filterPrefix: "in/", filterSuffix: ".txt" }],
  queues: [{ id: "q", queueArn: "arn:aws:sqs:eu-central-1:123456789012:q", events: ["s3:ObjectRemoved:Delete"] }],
});
new aws.s3.Bucket("quiet", { bucket: "quiet-of-tests" });`);
    caller.started.cloud.registry.use(objectEvents).subscribe((event) => events.push(event));
  });
  beforeEach(() => events.splice(0));
  after(() => caller.stop());

  it("reach subscribers, after they are stored", async () => {
    await caller.s3.send(new PutObjectCommand({ Bucket, Key: "a b", Body: "text" }));
    await caller.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/a%20b` }));
    const TagSet = [{ Key: "k", Value: "v" }];
    await caller.s3.send(new PutObjectTaggingCommand({ Bucket, Key: "copy", Tagging: { TagSet } }));
    await caller.s3.send(new DeleteObjectCommand({ Bucket, Key: "a b" }));
    const eTag = "1cb251ec0d568de6a929b520c4aed8d1";
    expect(
      events.map(({ name, bucket, key, size, eTag: tag, versionId }) => [name, bucket, key, size, tag, versionId]),
    ).to.deep.equal([
      ["ObjectCreated:Put", Bucket, "a b", 4, eTag, undefined],
      ["ObjectCreated:Copy", Bucket, "copy", 4, eTag, undefined],
      ["ObjectTagging:Put", Bucket, "copy", 4, eTag, undefined],
      ["ObjectRemoved:Delete", Bucket, "a b", undefined, undefined, undefined],
    ]);
    const sequencers = events.map(({ sequencer }) => sequencer);
    expect(sequencers).to.deep.equal([...sequencers].sort());
    expect(new Set(sequencers).size).to.equal(4);
    expect(events[0]!.caller).to.match(/^arn:aws:sts::123456789012:assumed-role\//);
  });

  it("come with the declared notifications of the bucket", () => {
    const { notificationsOf } = bound(caller);
    const declared = notificationsOf(Bucket)!;
    expect([declared.eventBridge, declared.region, declared.topics]).to.deep.equal([true, "eu-central-1", []]);
    const [{ arn, ...filter }] = declared.functions as [(typeof declared.functions)[number]];
    expect(arn).to.match(/^arn:aws:lambda:eu-central-1:123456789012:function:/);
    expect(filter.id).to.match(/^tf-s3-lambda-[0-9a-f]{26}$/);
    expect({ ...filter, id: "" }).to.deep.equal({
      id: "",
      events: ["s3:ObjectCreated:*"],
      prefix: "in/",
      suffix: ".txt",
    });
    expect(declared.queues).to.deep.equal([
      {
        id: "q",
        arn: "arn:aws:sqs:eu-central-1:123456789012:q",
        events: ["s3:ObjectRemoved:Delete"],
        prefix: "",
        suffix: "",
      },
    ]);
    expect(notificationsOf("quiet-of-tests")).to.equal(undefined);
  });
});

function bound({ started }: S3Caller) {
  const events = started.cloud.registry.use(objectEvents);
  return { notificationsOf: (bucket: string) => events.notificationsOf(bucket) };
}

describe("lifecycle rules", () => {
  it("expire objects of their prefix by the run's clock", async () => {
    const clock = clockAt("2026-01-01T12:00:00Z");
    const caller = await startS3(
      `
const bucket = new aws.s3.Bucket("old", { bucket: "${Bucket}" });
new aws.s3.BucketLifecycleConfiguration("old", {
  bucket: bucket.id,
  rules: [
    { id: "old", status: "Enabled", filter: { prefix: "old/" }, expiration: { days: 1 } },
    { id: "off", status: "Disabled", filter: { prefix: "" }, expiration: { days: 1 } },
    { id: "tagged", status: "Enabled", filter: { tag: { key: "a", value: "b" } }, expiration: { days: 1 } },
  ],
});`,
      { clock },
    );
    const removed: string[] = [];
    caller.started.cloud.registry.use(objectEvents).subscribe(({ name, key }) => removed.push(`${name} ${key}`));
    const keys = async () =>
      (await caller.s3.send(new ListObjectsV2Command({ Bucket }))).Contents!.map(({ Key }) => Key);
    for (const Key of ["old/a", "new/a"]) await caller.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    clock.move(35 * 3_600_000);
    expect(await keys()).to.deep.equal(["new/a", "old/a"]);
    // The rule is due at the midnight after one day.
    clock.move(2 * 3_600_000);
    expect(await keys()).to.deep.equal(["new/a"]);
    expect(removed.at(-1)).to.equal("LifecycleExpiration:Delete old/a");
    await caller.stop();
  });
});
