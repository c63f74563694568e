import { randomUUID } from "node:crypto";
import { commandHeaders } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { expect } from "chai";
import { advanceUntil } from "../support/eventually";
import { sourcesProgram } from "../support/program";

const thresholds = {
  ...{ errors: 0, errorRatePercent: 1, durationP99Millis: 5_000, throttles: 0, serverErrorRatePercent: 1 },
  ...{ latencyP99Millis: 5_000, tableThrottledRequests: 0, tableSystemErrors: 0 },
  ...{ queueDepth: 1, oldestMessageSeconds: 600, deadLetterAgeSeconds: 600 },
};

/** Alarms that follow from the failure of an event, whatever its source. */
const ofFailures = ["failures", "dead-letters", "dead-letter-age"];

describe("the alarms of each kind of source fire and recover:", () => {
  let cloud: Cloud;
  before(async () => {
    const now = Date.parse("2026-03-15T12:03:00.000Z");
    const config = { alarmThresholds: thresholds };
    cloud = await startCloud({ ...sourcesProgram, now, config, console: true });
    await cloud.clock.advance("30s");
  });
  after(() => cloud.stop());

  const stateOf = (name: string) => cloud.alarms().find((each) => each.name === `shop-${name}`)!.state;
  const areIn = (state: string, names: readonly string[]) => () => names.every((name) => stateOf(name) === state);

  async function ask(method: string, path: string, body?: object): Promise<void> {
    const headers = { "x-api-key": cloud.apiKey!, "Content-Type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${cloud.url}${path}`, { method, headers, ...sent });
    expect(response.status, await response.text()).to.equal(204);
  }

  /** Sends a command of the console. */
  async function command(name: string, body: object): Promise<void> {
    const { origin } = new URL(cloud.url);
    const headers = await commandHeaders(origin);
    const { status } = await fetch(`${origin}/_local/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(status).to.equal(200);
  }

  const declared = (name: string) => cloud.resources.find((each) => each.name === name)!.state;
  const switchMapping = (consumer: string, enabled: boolean) =>
    command("mappings", { mapping: declared(`${consumer}-mapping`)["uuid"], enabled });
  const purge = (queue: string) => command("queues", { queue: declared(`${queue}-dead-letters`)["arn"], do: "purge" });

  /** Causes an event that every attempt of its consumer fails with. */
  const poison: Readonly<Record<string, () => Promise<void>>> = {
    onRow: () => cloud.tables["Rows"]!.seed([{ id: `poison ${randomUUID()}` }]),
    onJob: () => ask("POST", "/jobs", { n: 1, user: "poison" }),
    onPayment: () => ask("POST", `/payments/${randomUUID()}`, { n: 1, user: "poison" }),
    onOrder: () => ask("POST", "/orders", { country: "D poison" }),
    onParcel: () => ask("POST", `/parcels/poison-${randomUUID()}`, { weight: 11 }),
    onPicture: () => ask("PUT", "/files?key=pictures/poison.png"),
  };

  it("depth and age of a queue whose consumer is stopped", async () => {
    const alarms = ["queue-depth-onJob", "oldest-message-onJob"];
    await switchMapping("onJob", false);
    for (const n of [1, 2]) await ask("POST", "/jobs", { n });
    await advanceUntil(cloud, areIn("ALARM", alarms), "1m");
    await switchMapping("onJob", true);
    await advanceUntil(cloud, areIn("OK", alarms), "1m");
  });

  it("failures, and number and age of dead letters, for poison events of a stream, queues, a topic, a bus and a bucket", async () => {
    const names = Object.keys(poison);
    const alarms = names.flatMap((name) => ofFailures.map((kind) => `${kind}-${name}`));
    const fired = new Set<string>();
    const haveFired = () => {
      for (const name of alarms) if (stateOf(name) === "ALARM") fired.add(name);
      return fired.size === alarms.length;
    };
    for (const cause of Object.values(poison)) await cause();
    // The alarm on failures requires some in two periods of five minutes.
    await advanceUntil(
      cloud,
      () => haveFired() || names.every((name) => stateOf(`dead-letters-${name}`) === "ALARM"),
      "30s",
    );
    for (const cause of Object.values(poison)) await cause();
    await advanceUntil(cloud, haveFired, "30s");
    for (const name of ["onRow", "Jobs", "Payments", "onOrder", "onParcel", "onPicture"]) await purge(name);
    await advanceUntil(cloud, areIn("OK", alarms), "1m");
  });

  it("the same for a schedule whose function crashes", async () => {
    const alarms = ofFailures.map((kind) => `${kind}-onTime`);
    cloud.faults.set("lambda:crash=1");
    await advanceUntil(cloud, areIn("ALARM", alarms), "30s");
    cloud.faults.set("lambda:crash=0");
    await advanceUntil(cloud, areIn("OK", ["failures-onTime"]), "1m");
    await purge("onTime");
    await advanceUntil(cloud, areIn("OK", alarms), "1m");
  });
});
