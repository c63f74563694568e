import { expect } from "chai";
import { alarms, metrics } from "../../src/kernel/interfaces/monitoring";
import { queues } from "../../src/kernel/interfaces/queues";
import { clockAt } from "../support/clock";
import { startProgram } from "../support/cloud";

const source = `
const jobs = new aws.sqs.Queue("jobs", { name: "jobs", visibilityTimeoutSeconds: 600,
  policy: JSON.stringify({ Statement: { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" } }) });
const alarm = (name: string, metricName: string, threshold: number) => new aws.cloudwatch.MetricAlarm(name, {
  name, namespace: "AWS/SQS", metricName, dimensions: { QueueName: jobs.name }, statistic: "Maximum", period: 60,
  evaluationPeriods: 1, threshold, comparisonOperator: "GreaterThanThreshold" });
alarm("depth", "ApproximateNumberOfMessagesVisible", 0);
alarm("age", "ApproximateAgeOfOldestMessage", 100);`;
const arn = "arn:aws:sqs:eu-central-1:123456789012:jobs";
const sender = { service: "sns.amazonaws.com", sourceArn: "arn:aws:sns:eu-central-1:123456789012:t" };

describe("metrics of a queue", () => {
  it("make alarms on its depth and age fire and recover", async () => {
    const clock = clockAt("2026-07-10T12:00:00Z");
    const started = await startProgram(source, [], { clock });
    try {
      const { registry } = started.cloud;
      const shared = registry.use(queues);
      const states = () =>
        Object.fromEntries(registry.use(alarms).descriptions.map(({ name, state }) => [name, state]));
      shared.send(arn, { body: "a" }, sender);
      clock.move(120_000);
      expect(states()).to.deep.equal({ depth: "ALARM", age: "OK" });
      clock.move(120_000);
      expect(states()).to.deep.equal({ depth: "ALARM", age: "ALARM" });
      const received = shared.receive(arn, 10);
      shared.delete(
        arn,
        received.map(({ receiptHandle }) => receiptHandle),
      );
      clock.move(120_000);
      expect(states()).to.deep.equal({ depth: "OK", age: "OK" });
      const sum = (name: string) => {
        const query = { namespace: "AWS/SQS", name, dimensions: { QueueName: "jobs" }, period: 3600, stat: "Sum" };
        return registry.use(metrics).statistic(query, Date.parse("2026-07-10T12:00:00Z"));
      };
      expect(
        ["NumberOfMessagesSent", "SentMessageSize", "NumberOfMessagesReceived", "NumberOfMessagesDeleted"].map(sum),
      ).to.deep.equal([1, 1, 1, 1]);
    } finally {
      await started.stop();
    }
  });
});
