import * as scheduler from "@aws-sdk/client-scheduler";
import * as sqs from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { metrics } from "../../src/kernel/interfaces/monitoring";
import { startCaller, type Caller } from "../support/caller";
import { clockAt, type TestClock } from "../support/clock";
import { eventually } from "../support/eventually";
import { arns, received, resources } from "./support";

const statements = `[{ Effect: "Allow", Action: ["scheduler:*", "sqs:*", "iam:PassRole"], Resource: "*" }]`;

const declared = `
new aws.scheduler.ScheduleGroup("nightly", { name: "nightly" });
new aws.scheduler.Schedule("evening", {
  name: "evening", groupName: "nightly", scheduleExpression: "cron(30 18 * * ? *)", scheduleExpressionTimezone: "Europe/Berlin",
  flexibleTimeWindow: { mode: "OFF" },
  target: { arn: echo.arn, roleArn: caller.arn, input: JSON.stringify({ marker: "evening", time: "<aws.scheduler.scheduled-time>" }) },
});`;

type Input = scheduler.CreateScheduleCommandInput;

describe("schedules", () => {
  let caller: Caller;
  let client: scheduler.SchedulerClient;
  let queues: sqs.SQSClient;
  let clock: TestClock;
  beforeEach(async () => {
    clock = clockAt("2026-01-01T00:00:00Z");
    caller = await startCaller(statements, resources + declared, { clock });
    client = new scheduler.SchedulerClient(caller.client);
    queues = new sqs.SQSClient(caller.client);
  });
  afterEach(async () => {
    client.destroy();
    queues.destroy();
    await caller.started.stop();
  });

  const create = (
    Name: string,
    ScheduleExpression: string,
    Target: Partial<scheduler.Target>,
    more: Partial<Input> = {},
  ) =>
    client.send(
      new scheduler.CreateScheduleCommand({
        ...{ Name, ScheduleExpression, FlexibleTimeWindow: { Mode: "OFF" } },
        Target: { Arn: arns.queue, RoleArn: arns.role("caller"), ...Target },
        ...more,
      }),
    );
  const receive = async (name: string) => {
    const QueueUrl = `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;
    const request = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    const { Messages = [] } = await queues.send(new sqs.ReceiveMessageCommand(request));
    for (const { ReceiptHandle } of Messages) {
      await queues.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: ReceiptHandle! }));
    }
    return Messages;
  };
  const bodies = async (name = "queue"): Promise<string[]> =>
    eventually(async () => (await receive(name)).map(({ Body }) => Body!)).then((all) => [...all].sort());
  const minute = 60_000;

  it("call a function at a local time", async () => {
    clock.move(17.5 * 60 * minute - 1_000);
    expect(received(caller, "evening")).to.deep.equal([]);
    clock.move(1_000);
    const events = await eventually(() => received(caller, "evening"));
    expect(events).to.deep.equal([{ marker: "evening", time: "2026-01-01T17:30:00Z" }]);
  });

  it("start a rate at once, and repeat it until the end date", async () => {
    const EndDate = new Date("2026-01-01T00:11:00Z");
    await create("rate", "rate(5 minutes)", { Input: "<aws.scheduler.scheduled-time>" }, { EndDate });
    clock.move(20 * minute);
    expect(await bodies()).to.deep.equal(["2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z", "2026-01-01T00:10:00Z"]);
  });

  it("start a rate at its start date", async () => {
    const StartDate = new Date("2026-01-01T00:03:00Z");
    await create("rate", "rate(5 minutes)", { Input: "<aws.scheduler.scheduled-time>" }, { StartDate });
    clock.move(9 * minute);
    expect(await bodies()).to.deep.equal(["2026-01-01T00:03:00Z", "2026-01-01T00:08:00Z"]);
  });

  it("replace context attributes in the input, and no other text", async () => {
    const Input =
      "<aws.scheduler.schedule-arn> <aws.scheduler.execution-id> <aws.scheduler.attempt-number> <aws.scheduler.other>";
    await create("context", "at(2026-01-01T00:01:00)", { Input });
    clock.move(2 * minute);
    const [body] = await bodies();
    expect(body).to.match(
      /^arn:aws:scheduler:eu-central-1:123456789012:schedule\/default\/context [0-9a-f]{16} 1 <aws\.scheduler\.other>$/,
    );
  });

  it("run once, and disappear after completion if they are to be deleted", async () => {
    const at = "at(2026-01-01T01:01:00)";
    const zone = { ScheduleExpressionTimezone: "Europe/Berlin" };
    await create("once", at, { Input: "once" }, { ...zone, ActionAfterCompletion: "DELETE" });
    await create("kept", at, { Input: "kept" }, zone);
    clock.move(10 * minute);
    expect(await bodies()).to.deep.equal(["kept", "once"]);
    const names = async () => {
      const { Schedules } = await client.send(new scheduler.ListSchedulesCommand({ GroupName: "default" }));
      return Schedules!.map(({ Name }) => Name);
    };
    await eventually(async () => ((await names()).length === 1 ? [true] : []));
    expect(await names()).to.deep.equal(["kept"]);
  });

  it("call nothing while they are disabled", async () => {
    await create("off", "rate(1 minute)", { Input: "off" }, { State: "DISABLED" });
    await create("on", "at(2026-01-01T00:09:00)", { Input: "on" });
    clock.move(10 * minute);
    expect(await bodies()).to.deep.equal(["on"]);
  });

  it("call their target within a flexible window, at the same time on every run", async () => {
    const window = { FlexibleTimeWindow: { Mode: "FLEXIBLE" as const, MaximumWindowInMinutes: 30 } };
    await create("flexible", "at(2026-01-01T00:10:00)", { Input: "<aws.scheduler.scheduled-time>" }, window);
    clock.move(10 * minute);
    expect(await bodies()).to.deep.equal(["2026-01-01T00:10:00Z"]);
    const [delay] = clock.slept.filter((millis) => millis > 0);
    expect(delay).to.be.lessThan(30 * minute);
    expect(delay).to.equal(1_699_540);
  });

  it("send a default notification without an input", async () => {
    await create("plain", "at(2026-01-01T00:01:00)", { Arn: arns.echo });
    clock.move(minute);
    const [event] = await eventually(() => received(caller, "aws.scheduler"));
    expect({ ...event, id: "" }).to.deep.equal({
      version: "0",
      id: "",
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "123456789012",
      time: "2026-01-01T00:01:00Z",
      region: "eu-central-1",
      resources: ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/plain"],
      detail: "{}",
    });
  });

  it("put an event on a bus, and a message into a FIFO queue", async () => {
    const event = { EventBridgeParameters: { Source: "plan", DetailType: "Tick" }, Input: '{"marker":"bus"}' };
    await create("event", "at(2026-01-01T00:01:00)", { Arn: arns.bus, ...event });
    await create("group", "at(2026-01-01T00:01:00)", {
      ...{ Arn: arns.fifo, Input: "job", SqsParameters: { MessageGroupId: "g" } },
    });
    clock.move(minute);
    const [put] = await eventually(() => received(caller, "bus"));
    expect([put!["source"], put!["detail-type"], put!["detail"]]).to.deep.equal(["plan", "Tick", { marker: "bus" }]);
    expect(await bodies("jobs.fifo")).to.deep.equal(["job"]);
  });

  it("call any operation of an emulated service", async () => {
    const QueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/queue";
    await create("universal", "at(2026-01-01T00:01:00)", {
      Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
      Input: JSON.stringify({ QueueUrl, MessageBody: "at <aws.scheduler.scheduled-time>" }),
    });
    clock.move(minute);
    expect(await bodies()).to.deep.equal(["at 2026-01-01T00:01:00Z"]);
  });

  it("repeat a failed call, and then send it to the dead-letter queue", async () => {
    await create("denied", "at(2026-01-01T00:01:00)", {
      ...{ RoleArn: arns.role("idle"), Input: "lost", DeadLetterConfig: { Arn: arns.letters } },
      RetryPolicy: { MaximumRetryAttempts: 2 },
    });
    clock.move(minute);
    const [letter] = await eventually(() => receive("letters"));
    expect(letter!.Body).to.equal("lost");
    const texts = Object.fromEntries(
      Object.entries(letter!.MessageAttributes!).map(([name, { StringValue }]) => [name, StringValue]),
    );
    expect({ ...texts, EXECUTION_ID: "" }).to.deep.equal({
      ERROR_CODE: "AccessDenied",
      ERROR_MESSAGE:
        "User: arn:aws:sts::123456789012:assumed-role/idle/denied is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:123456789012:queue because no identity-based policy allows the sqs:SendMessage action",
      EXECUTION_ID: "",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: "2",
      SCHEDULED_TIME: "2026-01-01T00:01:00Z",
      SCHEDULE_ARN: "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/denied",
      TARGET_ARN: arns.queue,
    });
    const sum = (name: string) =>
      caller.started.cloud.registry.use(metrics).statistic(
        {
          ...{ namespace: "AWS/Scheduler", name, dimensions: { ScheduleGroup: "default" } },
          ...{ period: 86_400, stat: "Sum" },
        },
        Date.parse("2026-01-01T00:00:00Z"),
      );
    expect(
      [
        ...["InvocationAttemptCount", "TargetErrorCount", "InvocationDroppedCount", "InvocationsSentToDeadLetterCount"],
      ].map(sum),
    ).to.deep.equal([3, 3, 1, 1]);
  });

  it("stop repeating a call at its maximum age", async () => {
    await create("old", "at(2026-01-01T00:01:00)", {
      ...{ RoleArn: arns.role("idle"), Input: "old", DeadLetterConfig: { Arn: arns.letters } },
      RetryPolicy: { MaximumEventAgeInSeconds: 60 },
    });
    clock.move(minute);
    const [letter] = await eventually(() => receive("letters"));
    const { EXHAUSTED_RETRY_CONDITION: condition, RETRY_ATTEMPTS: attempts } = letter!.MessageAttributes!;
    expect([condition!.StringValue, attempts!.StringValue]).to.deep.equal(["MaximumEventAgeInSeconds", "5"]);
  });
});
