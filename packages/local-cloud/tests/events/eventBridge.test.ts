import * as eb from "@aws-sdk/client-eventbridge";
import { expect } from "chai";
import { metrics } from "../../src/kernel/interfaces/monitoring";
import { startCaller, type Caller } from "../support/caller";
import { clockAt, type TestClock } from "../support/clock";
import { eventually } from "../support/eventually";

const statements = `[{ Effect: "Allow", Action: "events:*", Resource: "*" }, { Effect: "Deny", Action: "events:PutEvents", Resource: "*:event-bus/closed" }]`;
const resources = `
const echo = new aws.lambda.Function("echo", {
  role: role.arn, runtime: "nodejs24.x", handler: "index.handler", name: "echo",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async (event) => console.log('got ' + JSON.stringify(event));") }),
});
const bus = new aws.cloudwatch.EventBus("orders", { name: "orders" });
new aws.cloudwatch.EventBus("closed", { name: "closed" });
const rule = new aws.cloudwatch.EventRule("created", {
  name: "created", eventBusName: bus.name, eventPattern: JSON.stringify({ "detail-type": ["Created"], detail: { size: [{ numeric: [">", 1] }] } }),
});
new aws.lambda.Permission("created", { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", function: echo.name, sourceArn: rule.arn });
new aws.cloudwatch.EventTarget("created", { rule: rule.name, eventBusName: bus.name, arn: echo.arn, targetId: "echo" });
const forward = new aws.cloudwatch.EventRule("forward", { name: "forward", eventPattern: JSON.stringify({ source: ["forwarded"] }) });
new aws.cloudwatch.EventTarget("forward", { rule: forward.name, arn: bus.arn });
new aws.cloudwatch.EventArchive("all", { name: "all", eventSourceArn: bus.arn });
const minutely = new aws.cloudwatch.EventRule("minutely", { name: "minutely", scheduleExpression: "rate(1 minute)" });
new aws.lambda.Permission("minutely", { action: "lambda:InvokeFunction", principal: "events.amazonaws.com", function: echo.name, sourceArn: minutely.arn });
new aws.cloudwatch.EventTarget("minutely", { rule: minutely.name, arn: echo.arn });
const denied = new aws.cloudwatch.EventRule("denied", { name: "denied", eventPattern: JSON.stringify({ source: ["denied"] }) });
new aws.cloudwatch.EventTarget("denied", { rule: denied.name, arn: echo.arn });
const group = new aws.cloudwatch.EventRule("group", { name: "group", eventPattern: JSON.stringify({ source: ["logged"] }) });
new aws.cloudwatch.EventTarget("group", {
  rule: group.name, arn: "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/all",
  inputTransformer: { inputPaths: { id: "$.detail.id" }, inputTemplate: '"item <id> by <aws.events.rule-name>"' },
});`;

async function refusalOf(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => expect.fail("it succeeded"),
    (thrown: Error) => thrown,
  );
  return [error.name, error.message];
}

describe("EventBridge", () => {
  let caller: Caller;
  let client: eb.EventBridgeClient;
  let clock: TestClock;
  before(async () => {
    clock = clockAt("2026-01-01T00:00:30.250Z");
    caller = await startCaller(statements, resources, { clock });
    client = new eb.EventBridgeClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const put = (entry: Partial<eb.PutEventsRequestEntry>) =>
    client.send(
      new eb.PutEventsCommand({ Entries: [{ Source: "shop", DetailType: "Created", Detail: '{"size":2}', ...entry }] }),
    );
  /** Returns the events that the function has received and that contain a text. */
  const received = (text: string) =>
    caller.started.logs.flatMap(({ text: line }) => {
      const [, json] = /got (\{.*\})/.exec(line) ?? [];
      return json?.includes(text) === true ? [JSON.parse(json) as Record<string, unknown>] : [];
    });
  const sumOf = (name: string, dimensions: Record<string, string>) => {
    const query = { namespace: "AWS/Events", name, dimensions, period: 86_400, stat: "Sum" };
    return caller.started.cloud.registry.use(metrics).statistic(query, Date.parse("2026-01-01T00:00:00Z"));
  };

  it("calls a function with the event that a rule matches", async () => {
    const { Entries, FailedEntryCount } = await put({
      EventBusName: "orders",
      Detail: '{"size": 2, "marker": "first"}',
      Resources: ["arn:a"],
    });
    expect(FailedEntryCount).to.equal(0);
    const [event] = await eventually(() => received("first"));
    expect(event).to.deep.equal({
      version: "0",
      id: Entries![0]!.EventId,
      "detail-type": "Created",
      source: "shop",
      account: "123456789012",
      time: "2026-01-01T00:00:30Z",
      region: "eu-central-1",
      resources: ["arn:a"],
      detail: { size: 2, marker: "first" },
    });
  });

  it("does not call a function with an event that no rule matches", async () => {
    await put({ EventBusName: "orders", Detail: '{"size":1,"marker":"small"}' });
    await put({ Detail: '{"size":2,"marker":"other bus"}' });
    await put({ EventBusName: "orders", Detail: '{"size":2,"marker":"after both"}' });
    await eventually(() => received("after both"));
    expect([received("small"), received("other bus")]).to.deep.equal([[], []]);
  });

  it("sends an event to another bus", async () => {
    await put({ Source: "forwarded", Detail: '{"size":3,"marker":"forwarded"}' });
    const [event] = await eventually(() => received("forwarded"));
    expect(event!["source"]).to.equal("forwarded");
  });

  it("writes a transformed event into a log group", async () => {
    await put({ Source: "logged", Detail: '{"id":"a"}' });
    const lines = await eventually(() => caller.started.logs.filter(({ source }) => source === "/aws/events/all"));
    expect(lines.map(({ text }) => text)).to.deep.equal(["item a by group"]);
  });

  it("drops an event for a function without a permission, and counts it", async () => {
    await put({ Source: "denied" });
    await eventually(() => caller.started.logs.filter(({ text }) => text.includes("rule denied: the event for")));
    expect(
      ["MatchedEvents", "Invocations", "FailedInvocations"].map((name) => sumOf(name, { RuleName: "denied" })),
    ).to.deep.equal([...[1, 1, 1]]);
  });

  it("publishes metrics with the bus as a dimension for rules of other buses", () => {
    expect(sumOf("TriggeredRules", { EventBusName: "orders", RuleName: "created" })).to.be.greaterThan(0);
    expect(sumOf("TriggeredRules", { RuleName: "created" })).to.equal(undefined);
  });

  it("fires a rule at its rate on the run's clock", async () => {
    const events = () => received("Scheduled Event").length;
    clock.move(59_000);
    expect(events()).to.equal(0);
    clock.move(1_000);
    const [event] = await eventually(() => received("Scheduled Event"));
    expect({ ...event, id: "" }).to.deep.equal({
      version: "0",
      id: "",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "123456789012",
      time: "2026-01-01T00:01:30Z",
      region: "eu-central-1",
      resources: ["arn:aws:events:eu-central-1:123456789012:rule/minutely"],
      detail: {},
    });
    await client.send(new eb.DisableRuleCommand({ Name: "minutely" }));
    clock.move(120_000);
    await put({ EventBusName: "orders", Detail: '{"size":2,"marker":"after the rate"}' });
    await eventually(() => received("after the rate"));
    expect(events()).to.equal(1);
  });

  it("replays archived events to the rules of their bus", async () => {
    await put({ EventBusName: "orders", Detail: '{"size":2,"marker":"archived"}' });
    await eventually(() => received("archived"));
    const arn = "arn:aws:events:eu-central-1:123456789012:archive/all";
    const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/orders";
    const countArchived = async () =>
      (await client.send(new eb.DescribeArchiveCommand({ ArchiveName: "all" }))).EventCount;
    const before = await countArchived();
    const from = new Date(clock.now() - 1_000);
    await client.send(
      new eb.StartReplayCommand({
        ReplayName: "again",
        EventSourceArn: arn,
        EventStartTime: from,
        EventEndTime: new Date(clock.now() + 1_000),
        Destination: { Arn: bus },
      }),
    );
    const events = await eventually(() => {
      const found = received('"marker":"archived"');
      return found.length === 2 ? found : [];
    });
    expect(events[1]).to.deep.equal({ ...events[0], "replay-name": "again" });
    await eventually(async () => {
      const { State } = await client.send(new eb.DescribeReplayCommand({ ReplayName: "again" }));
      return State === "COMPLETED" ? [State] : [];
    });
    // The replayed event is not archived a second time.
    expect(await countArchived()).to.equal(before);
  });

  const entries: readonly (readonly [Partial<eb.PutEventsRequestEntry>, string, string])[] = [
    [{ Source: "" }, "InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument."],
    [
      { DetailType: "" },
      "InvalidArgument",
      "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
    ],
    [{ Detail: "" }, "InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument."],
    [{ Detail: "[]" }, "MalformedDetail", "Detail is malformed."],
    [{ Detail: '{"a":1' }, "MalformedDetail", "Detail is malformed."],
    [{ Source: "aws.s3" }, "NotAuthorizedForSourceException", "Not authorized for the source."],
  ];
  for (const [entry, code, message] of entries) {
    it(`rejects the entry ${JSON.stringify(entry)} and accepts the others`, async () => {
      const good = { Source: "shop", DetailType: "x", Detail: "{}" };
      const { Entries, FailedEntryCount } = await client.send(
        new eb.PutEventsCommand({ Entries: [{ ...good, ...entry }, good] }),
      );
      expect([FailedEntryCount, Entries![0]]).to.deep.equal([1, { ErrorCode: code, ErrorMessage: message }]);
      expect(Entries![1]!.EventId).to.match(/^[\da-f-]{36}$/);
    });
  }

  it("rejects more than ten entries and more than 256 KiB", async () => {
    const entry = { Source: "s", DetailType: "t", Detail: "{}" };
    const many = client.send(new eb.PutEventsCommand({ Entries: Array(11).fill(entry) }));
    expect((await refusalOf(many))[1]).to.match(
      /'entries' failed to satisfy constraint: Member must have length less than or equal to 10$/,
    );
    const detail = (bytes: number) => JSON.stringify({ a: "x".repeat(bytes - 8) });
    expect(await refusalOf(put({ ...entry, Detail: detail(262_143) }))).to.deep.equal([
      "ValidationException",
      "Total size of the entries in the request is over the limit.",
    ]);
    expect((await put({ ...entry, Detail: detail(262_140) })).FailedEntryCount).to.equal(0);
  });

  it("checks the caller's permission for each bus", async () => {
    const [code, message] = await refusalOf(put({ EventBusName: "closed" }));
    expect(code).to.equal("AccessDeniedException");
    expect(message).to.include(
      "events:PutEvents on resource: arn:aws:events:eu-central-1:123456789012:event-bus/closed",
    );
  });

  it("creates, lists and deletes rules and targets", async () => {
    const rule = { Name: "mine", EventBusName: "orders" };
    const { RuleArn } = await client.send(new eb.PutRuleCommand({ ...rule, EventPattern: '{"source":["x"]}' }));
    expect(RuleArn).to.equal("arn:aws:events:eu-central-1:123456789012:rule/orders/mine");
    const target = { Id: "1", Arn: "arn:aws:sqs:eu-central-1:123456789012:q" };
    await client.send(new eb.PutTargetsCommand({ Rule: "mine", EventBusName: "orders", Targets: [target] }));
    const { Targets } = await client.send(new eb.ListTargetsByRuleCommand({ Rule: "mine", EventBusName: "orders" }));
    expect(Targets).to.deep.equal([target]);
    const names = await client.send(
      new eb.ListRuleNamesByTargetCommand({ TargetArn: target.Arn, EventBusName: "orders" }),
    );
    expect(names.RuleNames).to.deep.equal(["mine"]);
    expect(await refusalOf(client.send(new eb.DeleteRuleCommand(rule)))).to.deep.equal([
      "ValidationException",
      "Rule can't be deleted since it has targets.",
    ]);
    await client.send(new eb.RemoveTargetsCommand({ Rule: "mine", EventBusName: "orders", Ids: ["1"] }));
    await client.send(new eb.DeleteRuleCommand(rule));
    expect(await refusalOf(client.send(new eb.DescribeRuleCommand(rule)))).to.deep.equal([
      "ResourceNotFoundException",
      "Rule mine does not exist on EventBus orders.",
    ]);
  });

  it("adds and removes statements of a bus policy", async () => {
    const bus = { EventBusName: "orders" };
    await client.send(
      new eb.PutPermissionCommand({ ...bus, StatementId: "a", Principal: "111122223333", Action: "events:PutEvents" }),
    );
    const { Policy } = await client.send(new eb.DescribeEventBusCommand({ Name: "orders" }));
    expect(JSON.parse(Policy!)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "a",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "events:PutEvents",
          Resource: "arn:aws:events:eu-central-1:123456789012:event-bus/orders",
        },
      ],
    });
    await client.send(new eb.RemovePermissionCommand({ ...bus, StatementId: "a" }));
    expect((await client.send(new eb.DescribeEventBusCommand({ Name: "orders" }))).Policy).to.equal(undefined);
  });

  it("tests a pattern with the exact text of an event", async () => {
    const event = (detail: string) =>
      `{"id":"1","source":"s","detail-type":"t","account":"1","region":"r","time":"2026-01-01T00:00:00Z","detail":${detail}}`;
    const test = (EventPattern: string, Event: string) =>
      client.send(new eb.TestEventPatternCommand({ EventPattern, Event }));
    expect((await test('{"detail":{"n":[123456789012]}}', event('{"n":123456789012}'))).Result).to.equal(true);
    expect((await test('{"detail":{"n":[123456789012]}}', event('{"n":123456789012.0}'))).Result).to.equal(false);
    expect(await refusalOf(test('{"a":[1]}', "{}"))).to.deep.equal([
      "ValidationException",
      "Parameter Event is not valid.",
    ]);
    expect(await refusalOf(test('{"a":1}', event("{}")))).to.deep.equal([
      "InvalidEventPatternException",
      'Event pattern is not valid. Reason: "a" must be an object or an array',
    ]);
  });
});
