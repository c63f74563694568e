import { expect } from "chai";
import { declaredKeys } from "../../local-cloud/src/apigateway/declared/apis";
import { LocalCloud } from "../../local-cloud/src/cloud";
import { Faults } from "../../local-cloud/src/kernel/faults";
import type { Fact, NotificationFact } from "../../local-cloud/src/kernel/facts/facts";
import { alarms, type AlarmDescription } from "../../local-cloud/src/kernel/interfaces/monitoring";
import { readProject } from "../../local-cloud/src/program/project/readProject";
import { operations, type Operation } from "../../../tests/support/operations";
import { root } from "../../local-cloud/tests/support/program";
import { ProofClock } from "./support/proofClock";

/** Requests to every operation in each minute. */
type Traffic = readonly number[];

interface Proof {
  /** Matches the labels of the alarms that must fire. */
  readonly fires: RegExp;
  /** Injected fault; absent if ordinary requests are slow enough. */
  readonly fault?: string;
  readonly traffic: Traffic;
  /** Repetitions of each fact, because alarms ignore percentiles of fewer than 1,000 values. */
  readonly again?: number;
  /** Further minutes that repeat the facts. */
  readonly minutes?: number;
}

const proofs: Readonly<Record<string, Proof>> = {
  "functions that crash": {
    fires: /-errors-|-error-rate-|-server-errors$/,
    fault: "lambda:crash=1",
    traffic: [6, 1, 1, 0, 0, 6],
  },
  "calls that Lambda throttles": { fires: /-throttles-/, fault: "lambda:throttle=1", traffic: [1] },
  "requests that DynamoDB throttles": {
    fires: /-throttled-requests$/,
    fault: "dynamodb:throttle=1",
    traffic: [1],
  },
  "a table with internal errors": {
    fires: /-system-errors$|-server-errors$/,
    fault: "dynamodb:error=1",
    traffic: [1, 1, 1],
  },
  // DynamoDB publishes no metric for this failure. Only the 503 responses to clients show it.
  "an unreachable table": { fires: /-server-errors$/, fault: "dynamodb:blackhole=1", traffic: [1], minutes: 2 },
  "slow responses": { fires: /-duration-|-latency$/, fault: "dynamodb:latency=2", traffic: [1, 1, 1], again: 1_000 },
};

/** tests/local/itemConsumerAlarms.test.ts makes the alarms of consumers fire. */
const ofConsumers = /-(?:failures|iterator-age|oldest-message|queue-depth|dead-letters|dead-letter-age)-/;

/** Anomaly detection learns from two weeks of traffic. Local runs do not evaluate it. */
const notEvaluated = /-traffic$/;

describe("every alarm that the program declares", () => {
  const notifications: NotificationFact[] = [];
  const recordedFacts: Fact[] = [];
  const faults = new Faults();
  let clock: ProofClock;
  let cloud: LocalCloud;
  let apiUrl: string;
  let key: string;

  before(async () => {
    clock = new ProofClock(Date.parse("2026-03-15T12:00:00Z"));
    const settings = ["alarmThresholds.durationP99Millis=1", "alarmThresholds.latencyP99Millis=1"];
    cloud = await LocalCloud.start(readProject(root, "dev", settings), {
      host: "127.0.0.1",
      port: 0,
      clock,
      faults,
      readers: [
        (fact) => {
          if (fact.kind === "notification") notifications.push(fact);
          if (fact.kind === "request" || fact.kind === "invocation") recordedFacts.push(fact);
        },
      ],
    });
    apiUrl = String(cloud.program.outputs["apiUrl"]!.value);
    key = declaredKeys(cloud.program.resources)[0]!.value;
    await clock.advance(60_000);
  });
  after(() => cloud.stop());

  const described = () => cloud.registry.use(alarms).descriptions;
  const inState = (state: string) => described().filter((alarm) => alarm.evaluated && alarm.state === state);
  const labels = (all: readonly AlarmDescription[]) => all.map(({ label }) => label).sort();

  /** Calls `work` for each operation `times` times, ten calls at once. */
  async function each(times: number, work: (operation: Operation) => Promise<unknown>): Promise<void> {
    const all = operations.flatMap((operation) => Array<Operation>(times).fill(operation));
    const lane = async () => {
      for (let operation = all.pop(); operation !== undefined; operation = all.pop()) await work(operation);
    };
    await Promise.all(Array.from({ length: 10 }, lane));
  }

  const valueOf = ({ parameters }: Operation, name: string) =>
    parameters.find((parameter) => parameter.name === name)?.example ?? "x";

  async function ask(operation: Operation): Promise<void> {
    const { method, body } = operation;
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(valueOf(operation, name)),
    );
    const headers = { "x-api-key": key, "Content-Type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body.example) };
    await (await fetch(`${apiUrl}${path}`, { method, headers, ...sent })).arrayBuffer();
  }

  it("has a proof here, and each proof matches an alarm", () => {
    const all = described().map(({ label }) => label);
    const proved = (label: string) =>
      notEvaluated.test(label) ||
      ofConsumers.test(label) ||
      Object.values(proofs).some(({ fires }) => fires.test(label));
    expect(all.filter((label) => !proved(label))).to.deep.equal([]);
    for (const [name, { fires }] of Object.entries(proofs))
      expect(
        all.some((label) => fires.test(label)),
        name,
      ).to.equal(true);
  });

  it("is OK without traffic, or reports that it is not evaluated", () => {
    const silent = described().filter(({ evaluated }) => !evaluated);
    expect(labels(silent).every((label) => notEvaluated.test(label))).to.equal(true);
    for (const { reason } of silent) expect(reason).to.match(/^not evaluated locally: /);
    expect(inState("OK").length + silent.length).to.equal(described().length);
  });

  for (const [name, { fires, fault, traffic, again = 0, minutes = 0 }] of Object.entries(proofs)) {
    it(`fires for ${name}, notifies the topic, and recovers`, async () => {
      notifications.length = 0;
      if (fault !== undefined) faults.set(fault);
      for (const times of traffic) {
        recordedFacts.length = 0;
        await each(times, ask);
        for (const fact of [...recordedFacts]) for (let i = 0; i < again; i += 1) cloud.facts.report(() => fact);
        await clock.advance(60_000);
      }
      for (let minute = 0; minute < minutes; minute += 1) {
        for (const fact of [...recordedFacts]) cloud.facts.report(() => ({ ...fact, at: clock.now() }));
        await clock.advance(60_000);
      }
      if (fault !== undefined) faults.set(fault.replace(/=.*/, "=0"));
      const expected = labels(described().filter(({ label }) => fires.test(label)));
      expect(labels(inState("ALARM"))).to.include.members(expected);
      await clock.advance(15 * 60_000);
      expect(labels(inState("ALARM"))).to.deep.equal([]);
      for (const label of expected) {
        const mine = notifications.filter(({ message }) =>
          (JSON.parse(message) as { AlarmName: string }).AlarmName.startsWith(label),
        );
        expect(
          mine.map(({ subject }) => subject.split(":")[0]),
          label,
        ).to.deep.equal(["ALARM", "OK"]);
      }
    });
  }
});
