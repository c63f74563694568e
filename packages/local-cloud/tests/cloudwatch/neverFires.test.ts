import { expect } from "chai";
import { unpublishedReason } from "../../src/cloudwatch/dimensionSets";
import { alarms } from "../../src/kernel/interfaces/monitoring";
import { startProgram } from "../support/cloud";
import { declared, ofType } from "../support/program";

const alarm = (name: string, more: string) => `
new aws.cloudwatch.MetricAlarm("${name}", {
  namespace: "AWS/DynamoDB", metricName: "SystemErrors", period: 60, statistic: "Sum", evaluationPeriods: 1,
  comparisonOperator: "GreaterThanThreshold", threshold: 0, ${more}
});`;

describe("an alarm on a metric that AWS never publishes with these dimensions", () => {
  it("is reported once as one that can never fire, and has no data", async () => {
    const small = await startProgram(
      alarm("never", 'dimensions: { TableName: "t" }') +
        alarm("fires", 'dimensions: { TableName: "t", Operation: "GetItem" }'),
    );
    const { cloud, logs } = small;
    try {
      await cloud.apply(cloud.program);
      expect(logs.map(({ text }) => text)).to.deep.equal([
        "alarm never can never fire: AWS/DynamoDB SystemErrors is never published with TableName: it has Operation, TableName",
      ]);
      cloud.registry.use(alarms).evaluate();
      expect(cloud.registry.use(alarms).descriptions.find(({ label }) => label === "never")!.state).to.equal(
        "INSUFFICIENT_DATA",
      );
    } finally {
      await small.stop();
    }
  });

  it("is not among the template's alarms", async () => {
    for (const { name, inputs } of ofType(await declared("prod"), "aws:cloudwatch/metricAlarm:MetricAlarm")) {
      const queries = (inputs["metricQueries"] ?? [{ metric: inputs }]) as { metric?: any }[];
      for (const { metric } of queries) {
        if (metric === undefined) continue;
        const { namespace, metricName, dimensions = {} } = metric;
        expect(unpublishedReason({ namespace, name: metricName, dimensions, period: 60, stat: "Sum" }), name).to.equal(
          undefined,
        );
      }
    }
  });
});

describe("a topic whose policy does not name CloudWatch", () => {
  it("receives no alarm, which is logged", async () => {
    const source = `
const topic = new aws.sns.Topic("ops", { policy: JSON.stringify({ Statement: [
  { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: "*" },
] }) });
${alarm("fires", 'treatMissingData: "breaching", namespace: "Shop", metricName: "sold", alarmActions: [topic.arn]')}`;
    const small = await startProgram(source.replace(/namespace: "AWS\/DynamoDB", metricName: "SystemErrors", /, ""));
    const { cloud, logs } = small;
    try {
      cloud.registry.use(alarms).evaluate();
      expect(cloud.registry.use(alarms).descriptions[0]!.state).to.equal("ALARM");
      expect(logs.map(({ text }) => text)).to.deep.equal([
        `fires does not notify of ALARM: cloudwatch.amazonaws.com is not authorized to perform: sns:Publish on resource: ${String(
          cloud.program.resources.find(({ name }) => name === "ops")!.state["arn"],
        )} because no resource-based policy allows the sns:Publish action`,
      ]);
    } finally {
      await small.stop();
    }
  });
});
