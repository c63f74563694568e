import { expect } from "chai";
import { idleAmounts } from "../../src/pricing/idle";
import type { Declared, Properties } from "../../src/kernel/resources";
import { declared } from "../support/declared";

const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const arnOf = (queue: string) => `arn:aws:sqs:eu-central-1:123456789012:${queue}`;
const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const fn = (name: string, state: Properties = {}): Declared =>
  declared("aws:lambda/function:Function", { name: `${name}-1a2b`, ...state }, { name });
const queue = (name: string, state: Properties = {}): Declared =>
  declared("aws:sqs/queue:Queue", { name, arn: arnOf(name), ...state });
const alarmOn = (dimensions: Properties): Declared => declared(alarmType, { dimensions, period: 60 });

/** Returns the function that an alarm on a queue is billed to. */
function ownerOf(resources: readonly Declared[], queueName = "letters"): string | undefined {
  const [amount] = idleAmounts([...resources, alarmOn({ QueueName: queueName })]);
  expect(amount).to.include({ price: "alarmMetrics", quantity: 1 });
  return amount!.function;
}

describe("idle cost", () => {
  it("bills provisioned environments to the function that a name, an ARN or a qualified ARN names", () => {
    const config = (functionName: string) =>
      declared("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", {
        functionName,
        provisionedConcurrentExecutions: 3,
      });
    const functions = [fn("get", { memorySize: 512, architectures: ["arm64"] }), fn("put")];
    for (const name of ["get-1a2b", functionArn("get-1a2b"), `${functionArn("get-1a2b")}:live`]) {
      // 3 environments of half a GB in 730 hours.
      expect(idleAmounts([...functions, config(name)])).to.deep.equal([
        { price: "provisionedArm", quantity: 3 * 0.5 * 2_628_000, function: "get" },
      ]);
    }
    // 128 MB on x86_64 are the defaults of a function.
    expect(idleAmounts([...functions, config("put-1a2b")])).to.deep.equal([
      { price: "provisionedX86", quantity: 3 * 0.125 * 2_628_000, function: "put" },
    ]);
  });

  it("bills an alarm to the function that all of its metrics measure", () => {
    const math = (...names: readonly string[]) =>
      declared(alarmType, {
        metricQueries: [
          ...names.map((name, index) => ({
            id: `m${index}`,
            metric: { period: 60, dimensions: { FunctionName: `${name}-1a2b`, Resource: "live" } },
          })),
          { id: "sum", expression: "m0 + m1" },
        ],
      });
    const functions = [fn("get"), fn("put")];
    const owners = [
      [alarmOn({ FunctionName: "get-1a2b" }), "get"],
      [math("put", "put"), "put"],
      [math("get", "put"), undefined],
      [alarmOn({ ApiName: "items" }), undefined],
      [alarmOn({ FunctionName: "other" }), undefined],
    ] as const;
    for (const [alarm, owner] of owners) {
      const [amount] = idleAmounts([...functions, alarm]);
      expect(amount!.function).to.equal(owner);
    }
  });

  const mapping = "aws:lambda/eventSourceMapping:EventSourceMapping";
  const links: readonly (readonly [what: string, resource: Declared])[] = [
    ["the source of its mapping", declared(mapping, { eventSourceArn: arnOf("letters"), functionName: "work-1a2b" })],
    [
      "the destination of its mapping",
      declared(mapping, {
        functionName: functionArn("work-1a2b:live"),
        destinationConfig: { onFailure: { destinationArn: arnOf("letters") } },
      }),
    ],
    [
      "the destination of its asynchronous calls",
      declared("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", {
        functionName: "work-1a2b",
        destinationConfig: { onFailure: { destination: arnOf("letters") } },
      }),
    ],
    [
      "the dead-letter queue of its rule's target",
      declared("aws:cloudwatch/eventTarget:EventTarget", {
        arn: functionArn("work-1a2b:live"),
        deadLetterConfig: { arn: arnOf("letters") },
      }),
    ],
    [
      "the dead-letter queue of its subscription",
      declared("aws:sns/topicSubscription:TopicSubscription", {
        endpoint: functionArn("work-1a2b"),
        redrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("letters") }),
      }),
    ],
    ["its dead-letter queue", fn("work", { deadLetterConfig: { targetArn: arnOf("letters") } })],
  ];
  for (const [what, link] of links) {
    it(`bills an alarm on a queue to the function for which it is ${what}`, () => {
      expect(ownerOf([fn("work"), queue("letters"), link])).to.equal("work");
    });
  }

  it("bills an alarm on the dead letters of a queue to the function of that queue", () => {
    const jobs = queue("jobs", { redrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("letters") }) });
    const source = declared(mapping, { eventSourceArn: arnOf("jobs"), functionName: "work-1a2b" });
    expect(ownerOf([fn("work"), jobs, queue("letters"), source])).to.equal("work");
  });

  it("bills an alarm on a queue of two functions, or of none, to no function", () => {
    const letters = (name: string) =>
      declared(mapping, { eventSourceArn: arnOf("letters"), functionName: `${name}-1a2b` });
    expect(ownerOf([fn("a"), fn("b"), queue("letters"), letters("a"), letters("b")])).to.equal(undefined);
    expect(ownerOf([fn("a"), queue("letters")])).to.equal(undefined);
    expect(ownerOf([fn("a")], "elsewhere")).to.equal(undefined);
  });

  it("counts a dashboard with an unknown body as a small one", () => {
    const board = declared("aws:cloudwatch/dashboard:Dashboard", { dashboardBody: undefined });
    expect(idleAmounts([board])).to.deep.equal([{ price: "smallDashboards", quantity: 1 }]);
  });

  it("contains nothing for a program without billed resources", () => {
    expect(idleAmounts([fn("get"), queue("jobs")])).to.deep.equal([]);
  });
});
