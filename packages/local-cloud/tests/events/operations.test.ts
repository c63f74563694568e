import * as eb from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import { clockAt, type TestClock } from "../support/clock";
import { eventually } from "../support/eventually";

const resources = `
const bus = new aws.cloudwatch.EventBus("orders", { name: "orders", tags: { team: "shop" } });
new aws.cloudwatch.EventRule("created", { name: "created", eventBusName: bus.name, tags: { stage: "dev" }, eventPattern: JSON.stringify({ source: ["a"] }) });
new aws.cloudwatch.EventArchive("all", { name: "all", eventSourceArn: bus.arn });
new aws.cloudwatch.EventBus("empty", { name: "empty" });`;

const arn = (path: string) => `arn:aws:events:eu-central-1:123456789012:${path}`;

/** Calls with the errors of AWS. Sources: recorded on AWS (localstack, tests/aws/services/events), unless a comment says otherwise. */
const refusals: readonly (readonly [what: string, call: object, code: string, message: string])[] = [
  [
    "a replay of an unknown archive",
    new eb.StartReplayCommand({
      ReplayName: "r",
      EventSourceArn: arn("archive/none"),
      EventStartTime: new Date(0),
      EventEndTime: new Date(1_000),
      Destination: { Arn: arn("event-bus/orders") },
    }),
    "ValidationException",
    "Parameter EventSourceArn is not valid. Reason: Archive none does not exist.",
  ],
  [
    "archives of an unknown bus",
    new eb.ListArchivesCommand({ EventSourceArn: arn("event-bus/none") }),
    "ResourceNotFoundException",
    "Event bus none does not exist.",
  ],
  [
    "two filters of archives",
    new eb.ListArchivesCommand({ NamePrefix: "a", State: "ENABLED" }),
    "ValidationException",
    "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
  ],
  [
    "two filters of replays",
    new eb.ListReplaysCommand({ NamePrefix: "a", EventSourceArn: arn("archive/all") }),
    "ValidationException",
    "At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.",
  ],
  [
    "a statement of a bus without a policy",
    new eb.RemovePermissionCommand({ EventBusName: "empty", StatementId: "none" }),
    "ResourceNotFoundException",
    "Statement with the provided id does not exist.",
  ],
  [
    "the deletion of a bus with rules",
    new eb.DeleteEventBusCommand({ Name: "orders" }),
    "ValidationException",
    "EventBus can't be deleted since it has rules.",
  ],
  [
    "an unknown state of a rule",
    new eb.PutRuleCommand({ Name: "r", State: "OFF" as "ENABLED", EventPattern: '{"source":["a"]}' }),
    "ValidationException",
    "1 validation error detected: Value 'OFF' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]",
  ],
  [
    "eleven entries, which the message shows",
    new eb.PutEventsCommand({ Entries: Array(11).fill({ Source: "a", Detail: '{"b": 1}', Resources: ["x", "y"] }) }),
    "ValidationException",
    `1 validation error detected: Value '[${Array(11).fill('PutEventsRequestEntry(time=null, source=a, resources=[x, y], detailType=null, detail={"b": 1}, eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)').join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10`,
  ],
  [
    "the cancellation of a replay that has ended",
    new eb.CancelReplayCommand({ ReplayName: "ended" }),
    "IllegalStatusException",
    "Replay ended is not in a valid state for this operation.",
  ],
];

describe("operations of EventBridge", () => {
  let caller: Caller;
  let client: eb.EventBridgeClient;
  let clock: TestClock;
  /** Time before the first event of a replay, which a test can extend. */
  let starting = Promise.resolve();
  before(async () => {
    clock = { ...clockAt("2026-01-01T00:00:00Z"), sleep: () => starting };
    caller = await startCaller(`[{ Effect: "Allow", Action: "events:*", Resource: "*" }]`, resources, { clock });
    client = new eb.EventBridgeClient(caller.client);
    await replay("ended");
    await eventually(async () => ((await stateOf("ended")) === "COMPLETED" ? [true] : []));
  });
  after(() => caller.started.stop());

  /** Keeps replays from starting. @returns a function that starts them */
  const holdReplays = () => {
    let start = () => undefined as void;
    starting = new Promise((resolve) => (start = resolve));
    return start;
  };

  const replay = (ReplayName: string) =>
    client.send(
      new eb.StartReplayCommand({
        ReplayName,
        EventSourceArn: arn("archive/all"),
        EventStartTime: new Date(clock.now() - 1_000),
        EventEndTime: new Date(clock.now() + 1_000),
        Destination: { Arn: arn("event-bus/orders") },
      }),
    );
  const stateOf = async (ReplayName: string) => (await client.send(new eb.DescribeReplayCommand({ ReplayName }))).State;
  const tagsOf = async (ResourceARN: string) =>
    (await client.send(new eb.ListTagsForResourceCommand({ ResourceARN }))).Tags;

  for (const [what, call, code, message] of refusals) {
    it(`rejects ${what}`, async () => {
      const error = await client.send(call as eb.DescribeRuleCommand).catch((caught: Error) => caught);
      expect([(error as Error).name, (error as Error).message]).to.deep.equal([code, message]);
    });
  }

  it("shows the tags that a program declares", async () => {
    expect(await tagsOf(arn("event-bus/orders"))).to.deep.equal([{ Key: "team", Value: "shop" }]);
    expect(await tagsOf(arn("rule/orders/created"))).to.deep.equal([{ Key: "stage", Value: "dev" }]);
  });

  it("creates buses and rules with tags", async () => {
    const Tags = [{ Key: "a", Value: "b" }];
    await client.send(new eb.CreateEventBusCommand({ Name: "tagged", Tags }));
    await client.send(new eb.PutRuleCommand({ Name: "tagged", EventPattern: '{"source":["a"]}', Tags }));
    expect(await tagsOf(arn("event-bus/tagged"))).to.deep.equal(Tags);
    expect(await tagsOf(arn("rule/tagged"))).to.deep.equal(Tags);
  });

  it("counts the events of an archive and their bytes", async () => {
    const Detail = JSON.stringify({ command: "update-account", payload: { acc_id: "0a787ecb-4015", sf_id: "baz" } });
    const name = "core.update-account-command";
    await client.send(new eb.CreateArchiveCommand({ ArchiveName: "counted", EventSourceArn: arn("event-bus/orders") }));
    const Entries = Array(10).fill({ EventBusName: "orders", Source: name, DetailType: name, Detail });
    await client.send(new eb.PutEventsCommand({ Entries }));
    const { EventCount, SizeBytes } = await client.send(new eb.DescribeArchiveCommand({ ArchiveName: "counted" }));
    expect([EventCount, SizeBytes]).to.deep.equal([10, 1_590]);
  });

  it("starts a replay later, so that it can be cancelled", async () => {
    const startReplays = holdReplays();
    expect((await replay("cancelled")).State).to.equal("STARTING");
    const { State } = await client.send(new eb.CancelReplayCommand({ ReplayName: "cancelled" }));
    expect([State, await stateOf("cancelled")]).to.deep.equal(["CANCELLING", "CANCELLING"]);
    startReplays();
    await eventually(async () => ((await stateOf("cancelled")) === "CANCELLED" ? [true] : []));
    const shown = await client.send(new eb.DescribeReplayCommand({ ReplayName: "cancelled" }));
    expect(shown.EventLastReplayedTime).to.equal(undefined);
  });

  it("runs at most ten replays at a time", async () => {
    const startReplays = holdReplays();
    for (let count = 0; count < 10; count += 1) await replay(`many-${String(count)}`);
    const error = await replay("one-more").catch((caught: Error) => caught);
    expect([(error as Error).name, (error as Error).message]).to.deep.equal([
      "LimitExceededException",
      "The requested resource exceeds the maximum number allowed.",
    ]);
    startReplays();
  });
});
