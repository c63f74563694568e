import { expect } from "chai";
import { LocalCloud } from "../../src/cloud";
import { alarms } from "../../src/kernel/interfaces/monitoring";
import { readProject } from "../../src/program/project/readProject";
import { clockAt } from "../support/clock";
import { programSource, withProgram } from "../support/cloud";

const start = "2026-03-15T12:00:00Z";

/** Returns the state of an alarm on a metric of a log line, every ten seconds. */
async function statesOf(
  alarm: string,
  {
    resolution,
    seconds,
    namespace = "own",
  }: { readonly resolution?: number; readonly seconds: readonly number[]; readonly namespace?: string },
): Promise<string[]> {
  const source = programSource(`new aws.cloudwatch.MetricAlarm("a", {
    namespace: "${namespace}", metricName: "Waits", statistic: "Sum", comparisonOperator: "GreaterThanThreshold", threshold: 0,
    ${alarm} });`);
  return withProgram(source, async (dir) => {
    const clock = clockAt(start);
    const cloud = await LocalCloud.start(readProject(dir, "dev", []), { host: "127.0.0.1", port: 0, clock });
    const metric = { Name: "Waits", ...(resolution === undefined ? {} : { StorageResolution: resolution }) };
    const line = { _aws: { CloudWatchMetrics: [{ Namespace: namespace, Metrics: [metric] }] }, Waits: 1 };
    try {
      const states: string[] = [];
      for (let second = 0; second < 90; second += 10) {
        if (seconds.includes(second)) {
          cloud.facts.report(() => ({ kind: "log", source: "fn", text: JSON.stringify(line), inGroup: true }));
        }
        clock.move(10_000);
        states.push(cloud.registry.use(alarms).descriptions[0]!.state);
      }
      return states;
    } finally {
      await cloud.stop();
    }
  });
}

const [none, fires, calm] = ["INSUFFICIENT_DATA", "ALARM", "OK"];

describe("an alarm with a period of less than a minute", () => {
  it("is evaluated every ten seconds on high-resolution values", async () => {
    const alarm = `period: 10, evaluationPeriods: 1, treatMissingData: "notBreaching"`;
    expect(await statesOf(alarm, { resolution: 1, seconds: [20, 30] })).to.deep.equal(
      // A value counts while it is in the evaluation range.
      [calm, calm, fires, fires, fires, fires, calm, calm, calm],
    );
  });

  it("reads a standard-resolution value only in the period at the start of its minute", async () => {
    const alarm = `period: 10, evaluationPeriods: 1, treatMissingData: "missing"`;
    // The value of 12:00:50 belongs to 12:00:00, which is outside all evaluation ranges.
    expect(await statesOf(alarm, { seconds: [50] })).to.deep.equal(Array(9).fill(none));
    expect((await statesOf(alarm, { seconds: [0] }))[0]).to.equal(fires);
  });

  it("takes periods of 30 seconds, each half of a minute", async () => {
    const alarm = `period: 30, evaluationPeriods: 2, datapointsToAlarm: 2, treatMissingData: "notBreaching"`;
    const states = await statesOf(alarm, { resolution: 1, seconds: [10, 40] });
    expect(states.indexOf(fires)).to.equal(5);
  });
});

describe("an alarm with a period of a minute", () => {
  it("is evaluated once a minute", async () => {
    const alarm = `period: 60, evaluationPeriods: 1, treatMissingData: "notBreaching"`;
    const states = await statesOf(alarm, { resolution: 1, seconds: [20] });
    expect(states).to.deep.equal([none, none, none, none, none, fires, fires, fires, fires]);
  });
});
