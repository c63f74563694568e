import * as scheduler from "@aws-sdk/client-scheduler";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import { clockAt, type TestClock } from "../support/clock";
import { arns, refusalOf, resources } from "./support";

const statements = `[
  { Effect: "Allow", Action: ["scheduler:*"], Resource: "*" },
  { Effect: "Deny", Action: "scheduler:DeleteSchedule", Resource: "*:schedule/default/kept" },
  { Effect: "Allow", Action: "iam:PassRole", Resource: "*", Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } } },
  { Effect: "Deny", Action: "iam:PassRole", Resource: "*:role/idle" },
]`;

type Input = scheduler.CreateScheduleCommandInput;

/** Name of a schedule that a test declares as disabled, so that it calls nothing. */
const input = (more: Partial<Input> = {}): Input => ({
  Name: "s",
  ScheduleExpression: "rate(5 minutes)",
  FlexibleTimeWindow: { Mode: "OFF" },
  State: "DISABLED",
  Target: { Arn: arns.queue, RoleArn: arns.role("caller") },
  ...more,
});

/** Input with a target whose members are replaced. */
const withTarget = (target: Partial<scheduler.Target>): Input =>
  input({ Target: { Arn: arns.queue, RoleArn: arns.role("caller"), ...target } });

const expressions = [
  ...["cron(0 1 * * * *)", "cron(7 20 * * NOT *)", "cron(INVALID)", "cron(71 8 1 * ? *)", "cron()", "rate()"],
  ...["rate(10)", "rate(10 years)", "rate(10 seconds)", "rate(10 minutess)", "rate(foo minutes)", "rate(-10 minutes)"],
  ...[
    "rate( 10 minutes )",
    " rate(10 minutes)",
    "at(2021-12-31T23:59:59Z)",
    "at(2021-12-31)",
    "every day",
    "rate(0 days)",
  ],
];

const refused: readonly (readonly [what: string, input: Input, message: string])[] = [
  ...expressions.map(
    (ScheduleExpression) =>
      [
        `the expression ${ScheduleExpression}`,
        input({ ScheduleExpression }),
        `Invalid Schedule Expression ${ScheduleExpression}.`,
      ] as const,
  ),
  [
    "a name with a space",
    input({ Name: "a b" }),
    "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+",
  ],
  [
    "a window of 0 minutes and an unknown state",
    input({ FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 0 }, State: "ON" as "ENABLED" }),
    "2 validation errors detected: Value 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]; Value '0' at 'flexibleTimeWindow.maximumWindowInMinutes' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    "a role that is no ARN",
    withTarget({ RoleArn: "caller" }),
    "1 validation error detected: Value 'caller' at 'target.roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws[a-z-]*:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+",
  ],
  ["a target that is no ARN", withTarget({ Arn: "queue" }), "Provided Arn is not in correct format."],
  [
    "a target of an unsupported service",
    withTarget({ Arn: "arn:aws:s3:::bucket" }),
    "s3 is not a supported service for a target.",
  ],
  [
    "a universal target with a region",
    withTarget({ Arn: "arn:aws:scheduler:eu-central-1:123456789012:aws-sdk:sqs:sendMessage", Input: "{}" }),
    "scheduler is not a supported service for a target.",
  ],
  [
    "a universal target that only reads",
    withTarget({ Arn: "arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl", Input: "{}" }),
    "getQueueUrl API is not supported",
  ],
  [
    "a universal target without an input",
    withTarget({ Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage" }),
    "You must provide an input to set this target for your schedule",
  ],
  [
    "a role that does not trust Scheduler",
    withTarget({ RoleArn: arns.role("stranger") }),
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
  ],
  [
    "a start date of an hour ago",
    input({ StartDate: new Date("2026-01-01T00:00:00Z") }),
    "The StartDate you specify cannot be earlier than 5 minutes ago.",
  ],
];

const accepted: readonly string[] = [
  ...["cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)", "cron(1-31/30 1-1 ? * 1,7 *)", "cron(*/15 * * * ? *)", "rate(2 minute)"],
  ...["cron(0-59/10 0-23/2 ? * * *)", "rate(1 minutes)", "at(2022-12-31T23:59:59)"],
];

describe("the operations of EventBridge Scheduler", () => {
  let caller: Caller;
  let client: scheduler.SchedulerClient;
  let clock: TestClock;
  before(async () => {
    clock = clockAt("2026-01-01T01:00:00Z");
    caller = await startCaller(statements, resources, { clock });
    client = new scheduler.SchedulerClient(caller.client);
  });
  after(async () => {
    client.destroy();
    await caller.started.stop();
  });

  const create = (value: Input) => client.send(new scheduler.CreateScheduleCommand(value));
  const get = (Name: string, GroupName?: string) =>
    client.send(new scheduler.GetScheduleCommand({ Name, ...(GroupName === undefined ? {} : { GroupName }) }));
  const remove = (Name: string) => client.send(new scheduler.DeleteScheduleCommand({ Name }));

  for (const [what, value, message] of refused) {
    it(`refuse ${what}`, async () => {
      expect(await refusalOf(create(value))).to.deep.equal(["ValidationException", message]);
    });
  }

  for (const ScheduleExpression of accepted) {
    it(`accept the expression ${ScheduleExpression}`, async () => {
      const { ScheduleArn } = await create(input({ Name: "good", ScheduleExpression }));
      await remove("good");
      expect(ScheduleArn).to.equal("arn:aws:scheduler:eu-central-1:123456789012:schedule/default/good");
    });
  }

  it("return a schedule with AWS's defaults", async () => {
    await create(input({ Name: "described", State: "DISABLED", Description: "d" }));
    const { $metadata, ...schedule } = await get("described");
    expect($metadata.httpStatusCode).to.equal(200);
    expect(schedule).to.deep.equal({
      Arn: "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/described",
      GroupName: "default",
      Name: "described",
      ScheduleExpression: "rate(5 minutes)",
      ScheduleExpressionTimezone: "UTC",
      Description: "d",
      State: "DISABLED",
      CreationDate: new Date("2026-01-01T01:00:00Z"),
      LastModificationDate: new Date("2026-01-01T01:00:00Z"),
      Target: {
        Arn: arns.queue,
        RoleArn: arns.role("caller"),
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "NONE",
    });
    await remove("described");
  });

  it("replace all members of an updated schedule, and keep its creation date", async () => {
    await create(input({ Name: "updated", Description: "d" }));
    clock.move(60_000);
    await client.send(
      new scheduler.UpdateScheduleCommand(input({ Name: "updated", ScheduleExpression: "rate(2 minute)" })),
    );
    const { Description, ScheduleExpression, CreationDate, LastModificationDate } = await get("updated");
    expect([Description, ScheduleExpression]).to.deep.equal([undefined, "rate(2 minute)"]);
    expect(LastModificationDate!.getTime() - CreationDate!.getTime()).to.equal(60_000);
    await remove("updated");
  });

  it("refuse a second schedule of a name, and a missing one", async () => {
    await create(input({ Name: "twice" }));
    expect(await refusalOf(create(input({ Name: "twice" })))).to.deep.equal([
      "ConflictException",
      "Schedule twice already exists.",
    ]);
    await remove("twice");
    const missing = ["ResourceNotFoundException", "Schedule twice does not exist."];
    expect(await refusalOf(remove("twice"))).to.deep.equal(missing);
    expect(await refusalOf(get("twice"))).to.deep.equal(missing);
    expect(await refusalOf(get("twice", "none"))).to.deep.equal([
      "ResourceNotFoundException",
      "Schedule group none does not exist.",
    ]);
  });

  it("list schedules by group, prefix and state, in pages", async () => {
    await client.send(new scheduler.CreateScheduleGroupCommand({ Name: "other" }));
    for (const Name of ["a-1", "a-2", "b-1"]) await create(input({ Name, GroupName: "other" }));
    const list = async (more: scheduler.ListSchedulesCommandInput) => {
      const { Schedules, NextToken } = await client.send(new scheduler.ListSchedulesCommand(more));
      return { names: Schedules!.map(({ Name }) => Name), token: NextToken };
    };
    const first = await list({ GroupName: "other", MaxResults: 2 });
    expect(first.names).to.deep.equal(["a-1", "a-2"]);
    expect(await list({ GroupName: "other", NextToken: first.token! })).to.deep.equal({
      names: ["b-1"],
      token: undefined,
    });
    expect((await list({ NamePrefix: "b-", State: "DISABLED" })).names).to.deep.equal(["b-1"]);
    expect((await list({ GroupName: "other", State: "ENABLED" })).names).to.deep.equal([]);
    await client.send(new scheduler.DeleteScheduleGroupCommand({ Name: "other" }));
    expect((await list({ NamePrefix: "a-" })).names).to.deep.equal([]);
  });

  it("tag a group", async () => {
    const tagged = await client.send(
      new scheduler.CreateScheduleGroupCommand({ Name: "tagged", Tags: [{ Key: "a", Value: "1" }] }),
    );
    const ResourceArn = tagged.ScheduleGroupArn!;
    const tags = async () =>
      (await client.send(new scheduler.ListTagsForResourceCommand({ ResourceArn }))).Tags!.map(({ Key }) => Key);
    await client.send(new scheduler.TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
    expect(await tags()).to.deep.equal(["a", "b"]);
    await client.send(new scheduler.UntagResourceCommand({ ResourceArn, TagKeys: ["a", "b"] }));
    expect(await tags()).to.deep.equal([]);
    const group = await client.send(new scheduler.GetScheduleGroupCommand({ Name: "tagged" }));
    expect([group.Arn, group.State]).to.deep.equal([ResourceArn, "ACTIVE"]);
    await client.send(new scheduler.DeleteScheduleGroupCommand({ Name: "tagged" }));
    const { ScheduleGroups } = await client.send(new scheduler.ListScheduleGroupsCommand({}));
    expect(ScheduleGroups!.map(({ Name }) => Name)).to.deep.equal(["declared", "default"]);
  });

  it("show the tags that a program declares for a group", async () => {
    const { Arn: ResourceArn } = await client.send(new scheduler.GetScheduleGroupCommand({ Name: "declared" }));
    const { Tags } = await client.send(new scheduler.ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).to.deep.equal([{ Key: "team", Value: "shop" }]);
  });

  it("require permission for the schedule and for passing its role", async () => {
    await create(input({ Name: "kept" }));
    const session = /assumed-role\/[^ ]+/.exec((await refusalOf(remove("kept")))[1])![0];
    expect(await refusalOf(remove("kept"))).to.deep.equal([
      "AccessDeniedException",
      `User: arn:aws:sts::123456789012:${session} is not authorized to perform: scheduler:DeleteSchedule on resource: arn:aws:scheduler:eu-central-1:123456789012:schedule/default/kept with an explicit deny in an identity-based policy`,
    ]);
    expect(await refusalOf(create(withTarget({ RoleArn: arns.role("idle") })))).to.deep.equal([
      "AccessDeniedException",
      `User: arn:aws:sts::123456789012:${session} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/idle with an explicit deny in an identity-based policy`,
    ]);
  });
});
