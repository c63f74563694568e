import * as eb from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import { clockAt, type TestClock } from "../support/clock";

const resources = `
const bus = new aws.cloudwatch.EventBus("orders", { name: "orders" });
new aws.cloudwatch.EventRule("created", { name: "created", eventBusName: bus.name, eventPattern: JSON.stringify({ source: ["a"] }) });
new aws.cloudwatch.EventRule("common", { name: "common", eventPattern: JSON.stringify({ source: ["a"] }) });
new aws.cloudwatch.EventArchive("short", { name: "short", eventSourceArn: bus.arn, retentionDays: 2 });
new aws.cloudwatch.EventArchive("endless", { name: "endless", eventSourceArn: bus.arn });`;

const arn = (path: string) => `arn:aws:events:eu-central-1:123456789012:${path}`;

describe("EventBridge", () => {
  let caller: Caller;
  let client: eb.EventBridgeClient;
  let clock: TestClock;
  before(async () => {
    clock = clockAt("2026-01-01T00:00:00Z");
    caller = await startCaller(`[{ Effect: "Allow", Action: "events:*", Resource: "*" }]`, resources, { clock });
    client = new eb.EventBridgeClient(caller.client);
  });
  after(() => caller.started.stop());

  const tagsOf = async (ResourceARN: string) =>
    (await client.send(new eb.ListTagsForResourceCommand({ ResourceARN }))).Tags;

  for (const path of ["event-bus/orders", "rule/orders/created", "rule/common"]) {
    it(`adds, replaces and removes tags of ${path}`, async () => {
      const ResourceARN = arn(path);
      expect(await tagsOf(ResourceARN)).to.deep.equal([]);
      const tag = (tags: Record<string, string>) =>
        client.send(
          new eb.TagResourceCommand({
            ResourceARN,
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          }),
        );
      await tag({ team: "a", stage: "dev" });
      await tag({ team: "b" });
      await client.send(new eb.UntagResourceCommand({ ResourceARN, TagKeys: ["stage", "absent"] }));
      expect(await tagsOf(ResourceARN)).to.deep.equal([{ Key: "team", Value: "b" }]);
    });
  }

  it("removes the tags of a rule with the rule", async () => {
    const put = new eb.PutRuleCommand({ Name: "again", EventPattern: '{"source":["a"]}' });
    const ResourceARN = arn("rule/again");
    await client.send(put);
    await client.send(new eb.TagResourceCommand({ ResourceARN, Tags: [{ Key: "a", Value: "b" }] }));
    await client.send(new eb.DeleteRuleCommand({ Name: "again" }));
    await client.send(put);
    expect(await tagsOf(ResourceARN)).to.deep.equal([]);
  });

  it("removes the tags of a bus with the bus", async () => {
    const create = new eb.CreateEventBusCommand({ Name: "again" });
    const ResourceARN = arn("event-bus/again");
    await client.send(create);
    await client.send(new eb.TagResourceCommand({ ResourceARN, Tags: [{ Key: "a", Value: "b" }] }));
    await client.send(new eb.DeleteEventBusCommand({ Name: "again" }));
    await client.send(create);
    expect(await tagsOf(ResourceARN)).to.deep.equal([]);
  });

  const unknown: [arn: string, error: string][] = [
    [arn("event-bus/none"), "ResourceNotFoundException: Event bus none does not exist."],
    [arn("rule/none"), "ResourceNotFoundException: Rule none does not exist on EventBus default."],
    [arn("rule/orders/none"), "ResourceNotFoundException: Rule none does not exist on EventBus orders."],
    [
      arn("archive/short"),
      "ValidationException: Parameter ResourceARN is not valid. Reason: Provided Arn is not in correct format.",
    ],
  ];
  for (const [name, expected] of unknown) {
    it(`refuses tags of ${name}`, async () => {
      const error = await tagsOf(name).catch((caught: Error) => caught);
      expect(`${(error as Error).name}: ${(error as Error).message}`).to.equal(expected);
    });
  }

  it("removes events from an archive after its retention", async () => {
    const entry = { EventBusName: "orders", Source: "a", DetailType: "Created", Detail: "{}" };
    await client.send(new eb.PutEventsCommand({ Entries: [entry] }));
    const counts = () =>
      Promise.all(
        ["short", "endless"].map(
          async (ArchiveName) => (await client.send(new eb.DescribeArchiveCommand({ ArchiveName }))).EventCount,
        ),
      );
    clock.move(2 * 86_400_000);
    expect(await counts()).to.deep.equal([1, 1]);
    clock.move(1);
    expect(await counts()).to.deep.equal([0, 1]);
  });
});
