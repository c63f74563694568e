import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { CloudOptions, LocalCloud } from "../../src/cloud";
import { dataPlane } from "../../src/kernel/interfaces/dataPlane";
import type { Fact } from "../../src/kernel/facts/facts";
import { roleSession } from "../../src/kernel/identity";
import { mappings } from "../../src/kernel/interfaces/mappings";
import { alarms } from "../../src/kernel/interfaces/monitoring";
import { MovedClock } from "../../src/testing/movedClock";
import { startProgram } from "../support/cloud";
import { eventually } from "../support/eventually";

const start = "2026-07-10T12:00:00Z";
const handler = `exports.handler = async ({ Records }) => {
  if (Records.some(({ dynamodb }) => dynamodb.NewImage.id.S === "poison")) throw new Error("blocked");
};`;

/** @param actions of the function's role, as source @param more inputs of the mapping, and further resources */
const program = (actions: string, more: { mapping?: string; resources?: string } = {}) => `
const role = new aws.iam.Role("role", { name: "role", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("policy", { role: role.name, policy: JSON.stringify({
  Statement: [{ Effect: "Allow", Action: ${actions}, Resource: "*" }],
}) });
const table = new aws.dynamodb.Table("table", {
  name: "table", hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST",
  streamEnabled: true, streamViewType: "NEW_IMAGE",
});
const fn = new aws.lambda.Function("fn", {
  name: "fn", role: role.arn, runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(handler)}) }),
});
new aws.lambda.EventSourceMapping("records", {
  eventSourceArn: table.streamArn, functionName: fn.name, startingPosition: "TRIM_HORIZON", ${more.mapping ?? ""}
});
${more.resources ?? ""}`;

async function run(source: string, options: Partial<CloudOptions> = {}) {
  const clock = new MovedClock(Date.parse(start));
  const facts: Fact[] = [];
  const started = await startProgram(source, [], {
    ...{ clock, readers: [(fact: Fact) => void facts.push(fact)] },
    ...options,
  });
  const { cloud } = started;
  const stop = () => started.stop();
  const delivered = () =>
    facts.flatMap((fact) =>
      fact.kind === "invocation" && fact.error === undefined
        ? (JSON.parse(fact.event) as { Records: { dynamodb: { Keys: { id: { S: string } } } }[] }).Records.map(
            ({ dynamodb }) => dynamodb.Keys.id.S,
          )
        : [],
    );
  /** Advances in steps until a condition holds. */
  const until = async (holds: () => boolean, step = 250) => {
    await eventually(async () => {
      await clock.advance(step);
      return holds() ? [true] : [];
    });
  };
  return { cloud, clock, facts, delivered, until, stop };
}

async function put(cloud: LocalCloud, ...ids: string[]): Promise<void> {
  const principal = roleSession("arn:aws:iam::123456789012:role/role", "test");
  for (const id of ids) {
    const body = JSON.stringify({ TableName: "table", Item: { id: { S: id } } });
    const action = { operation: "PutItem", body, traceId: "", region: "eu-central-1" };
    const { statusCode, body: answer } = await cloud.registry.use(dataPlane).act(principal, action);
    expect(statusCode, JSON.stringify(answer)).to.equal(200);
  }
}

describe("an event source mapping of a stream", () => {
  it("continues after a restart with --data where it was, and stays stopped if it was", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "mappings-"));
    const source = program('["dynamodb:*"]');
    try {
      const first = await run(source, { dataDir });
      await put(first.cloud, "1", "2");
      await first.until(() => first.delivered().length === 2);
      const [{ uuid } = { uuid: "" }] = first.cloud.registry.use(mappings).descriptions;
      first.cloud.registry.use(mappings).setEnabled(uuid, false);
      await put(first.cloud, "3");
      await first.stop();

      const second = await run(source, { dataDir });
      expect(second.cloud.registry.use(mappings).descriptions[0]).to.include({ uuid, enabled: false });
      second.cloud.registry.use(mappings).setEnabled(uuid, true);
      await put(second.cloud, "4");
      await second.until(() => second.delivered().length >= 2);
      expect(second.delivered()).to.deep.equal(["3", "4"]);
      await second.stop();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  it("reads nothing without permissions of the function's role, and reports it once", async () => {
    const { cloud, clock, facts, delivered, stop } = await run(program('["dynamodb:PutItem"]'));
    await put(cloud, "1");
    for (let minute = 0; minute < 3; minute += 1) await clock.advance("1m");
    const reports = facts.flatMap((fact) => (fact.kind === "log" && /^mapping /.test(fact.text) ? [fact.text] : []));
    expect(delivered()).to.deep.equal([]);
    expect(reports).to.have.length(1);
    expect(reports[0]).to.match(
      /^mapping records: .+role\/fn? ?.*is not authorized to perform: dynamodb:DescribeStream/,
    );
    await stop();
  });

  it("raises the alarm IteratorAge > 1 h while it is blocked, and the alarm recovers", async () => {
    const alarm = `new aws.cloudwatch.MetricAlarm("age", {
      name: "age", namespace: "AWS/Lambda", metricName: "IteratorAge", dimensions: { FunctionName: fn.name },
      statistic: "Maximum", comparisonOperator: "GreaterThanThreshold", threshold: 3_600_000, period: 60,
      evaluationPeriods: 1,
    });`;
    const source = program('["dynamodb:*"]', { mapping: "maximumRecordAgeInSeconds: 3_900", resources: alarm });
    const { cloud, clock, facts, delivered, until, stop } = await run(source);
    const state = () => cloud.registry.use(alarms).descriptions[0]!.state;
    const failures = () => facts.filter((fact) => fact.kind === "invocation" && fact.error !== undefined).length;
    await put(cloud, "poison");
    await until(() => failures() > 0);
    expect(state()).to.equal("INSUFFICIENT_DATA");
    await clock.advance("61m");
    await until(() => state() === "ALARM", 10_000);
    await clock.advance("5m");
    await put(cloud, "good");
    await until(() => delivered().includes("good"), 1_000);
    await until(() => state() === "OK", 10_000);
    await stop();
  });
});
