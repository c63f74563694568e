import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { startOptions } from "../support/localRun";

/** The plan of the shipped prod stack, whose file belongs to its owner. */
const usagePlans = [
  { name: "plan", burstLimit: 20, rateLimit: 10, quota: { limit: 1_000, period: "MONTH" }, keys: ["key"] },
];

describe("80 concurrent GETs with the settings of prod", () => {
  let cloud: Cloud;

  before(async () => {
    const config = { usagePlans, provisionedConcurrency: 5, reservedConcurrency: 40 };
    cloud = await startCloud({ ...startOptions("prod", config), now: Date.parse("2026-03-15T12:00:00Z") });
    // Calls to the table keep the provisioned environments busy, so that the other calls wait for an init.
    for (const fault of ["lambda:init=1000", "dynamodb:latency=500"]) cloud.faults.set(fault);
  });
  after(() => cloud.stop());

  async function sendOne(): Promise<number> {
    const response = await fetch(`${cloud.url}/items`, { headers: { "x-api-key": cloud.apiKey! } });
    await response.text();
    return response.status;
  }

  /** Sends 80 requests. @returns their answers, as soon as the plan has rejected 60 of them or all are answered. */
  async function sendBurst(): Promise<{ readonly statuses: Promise<number[]> }> {
    let rejected = 0;
    const answers = Array.from({ length: 80 }, () => sendOne());
    const rejections = new Promise<void>((resolve) => {
      for (const answer of answers)
        void answer.then((status) => {
          if (status === 429 && ++rejected === 60) resolve();
        });
    });
    const statuses = Promise.all(answers);
    await Promise.race([rejections, statuses]);
    return { statuses };
  }

  const count = (statuses: readonly number[]) =>
    statuses.reduce<Record<number, number>>((sum, status) => ({ ...sum, [status]: (sum[status] ?? 0) + 1 }), {});

  it("receive no 500 if first calls are slow and the plan refills before they end", async () => {
    const first = await sendBurst();
    // The plan admits 10 more requests each second while the first 20 still run.
    cloud.clock.set(cloud.clock.now() + 2_000);
    const second = await sendBurst();
    expect(count(await first.statuses)).to.deep.equal({ 200: 20, 429: 60 });
    expect(count(await second.statuses)).to.deep.equal({ 200: 20, 429: 60 });
  });
});
