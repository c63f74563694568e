import { expect } from "chai";
import { maxPayload, payloadParts } from "../../src/eventsources/payloadParts";
import type { Fact } from "../../src/kernel/facts/facts";
import { roleSession } from "../../src/kernel/identity";
import { queues } from "../../src/kernel/interfaces/queues";
import { MovedClock } from "../../src/testing/movedClock";
import { startProgram } from "../support/cloud";
import { eventually } from "../support/eventually";

describe("parts of a batch", () => {
  const identity = (record: object) => record;
  /** A record of a number of bytes as JSON. */
  const record = (bytes: number, fill = "x") => ({ body: fill.repeat((bytes - '{"body":""}'.length) / fill.length) });

  it("are in order, and their events have at most the size of a payload", () => {
    const records = Array.from({ length: 50 }, (_, index) => ({ index, ...record(1_000 + index * 20_000) }));
    const parts = payloadParts(records, identity);
    expect(parts.flat().map(({ index }) => index)).to.deep.equal(records.map(({ index }) => index));
    const sizes = parts.map((part) => Buffer.byteLength(JSON.stringify({ Records: part })));
    expect(Math.max(...sizes)).to.be.at.most(maxPayload);
    expect(parts.length).to.be.greaterThan(3);
  });

  it("count bytes, not characters", () => {
    const records = [0, 1, 2].map(() => ({ body: "é".repeat(1_100_000) }));
    expect(payloadParts(records, identity).map((part) => part.length)).to.deep.equal([2, 1]);
  });

  it("are one for a small batch, and none for an empty one", () => {
    expect(
      payloadParts(
        [1, 2].map(() => record(100)),
        identity,
      ),
    ).to.have.length(1);
    expect(payloadParts([], identity)).to.deep.equal([]);
  });
});

describe("a mapping of a queue with large messages", () => {
  it("calls the function more than once where AWS's payload is full, and deletes all messages", async () => {
    const program = `
const role = new aws.iam.Role("role", { name: "role", assumeRolePolicy: "{}" });
new aws.iam.RolePolicy("policy", { role: role.name, policy: JSON.stringify({
  Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }],
}) });
const queue = new aws.sqs.Queue("queue", { name: "queue" });
const fn = new aws.lambda.Function("fn", {
  name: "fn", role: role.arn, runtime: "nodejs24.x", handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async () => {};") }),
});
new aws.lambda.EventSourceMapping("large", {
  eventSourceArn: queue.arn, functionName: fn.name, batchSize: 20, maximumBatchingWindowInSeconds: 1,
});`;
    const facts: Fact[] = [];
    const clock = new MovedClock(Date.parse("2026-07-10T12:00:00Z"));
    const started = await startProgram(program, [], { clock, readers: [(fact: Fact) => void facts.push(fact)] });
    const shared = started.cloud.registry.use(queues);
    const arn = "arn:aws:sqs:eu-central-1:123456789012:queue";
    const principal = roleSession("arn:aws:iam::123456789012:role/role", "test");
    for (let count = 0; count < 9; count += 1) {
      expect(shared.send(arn, { body: "x".repeat(1_000_000) }, { principal })).to.equal(undefined);
    }
    const sizes = () =>
      facts.flatMap((fact) =>
        fact.kind === "invocation" ? [(JSON.parse(fact.event) as { Records: object[] }).Records.length] : [],
      );
    await eventually(async () => {
      await clock.advance(500);
      return sizes().reduce((total, size) => total + size, 0) === 9 ? [true] : [];
    });
    // The calls are concurrent, and either may end first.
    expect(sizes().sort((a, b) => a - b)).to.deep.equal([3, 6]);
    await clock.advance("1m");
    expect(shared.receive(arn, 10)).to.deep.equal([]);
    await started.stop();
  });
});
