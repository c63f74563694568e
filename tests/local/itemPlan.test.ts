import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { startOptions } from "../support/localRun";

/** The plan of the shipped prod stack, whose file belongs to its owner, with a quota that is used up sooner. */
const usagePlans = [
  { name: "plan", burstLimit: 20, rateLimit: 10, quota: { limit: 200, period: "MONTH" }, keys: ["key"] },
];

describe("the usage plan of prod, with a stopped clock,", () => {
  let cloud: Cloud;

  before(async () => {
    const now = Date.parse("2026-03-15T12:00:00Z");
    cloud = await startCloud({ ...startOptions("prod", { provisionedConcurrency: 1, usagePlans }), now });
  });
  after(() => cloud.stop());

  /** Sends concurrent requests, and returns the number of answers with each status. */
  async function counts(times: number, method: string, path = "/items"): Promise<Record<string, number>> {
    const answers = await Promise.all(
      Array.from({ length: times }, async () => {
        const response = await fetch(`${cloud.url}${path}`, { method, headers: { "x-api-key": cloud.apiKey! } });
        return response.ok
          ? "ok"
          : `${response.status} ${String(((await response.json()) as { error: string }).error)}`;
      }),
    );
    return answers.reduce<Record<string, number>>((sum, answer) => ({ ...sum, [answer]: (sum[answer] ?? 0) + 1 }), {});
  }

  it("allows a burst of 20 requests for each method, then 10 per second", async () => {
    expect(await counts(25, "GET")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
    expect(await counts(25, "DELETE", "/items/x")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
    await cloud.clock.advance("1s");
    expect(await counts(25, "GET")).to.deep.equal({ ok: 10, "429 Too many requests": 15 });
    await cloud.clock.advance("1m");
    expect(await counts(25, "GET")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
  });

  it("allows as many requests of all methods in each month as its quota says", async () => {
    // 70 requests of the previous test were accepted and count against the quota.
    let passed = 70;
    while (passed < 200) {
      cloud.clock.set(cloud.clock.now() + 2_000);
      const { ok = 0 } = await counts(Math.min(20, 200 - passed), "GET");
      passed += ok;
    }
    cloud.clock.set(cloud.clock.now() + 2_000);
    expect(await counts(3, "GET")).to.deep.equal({ "429 Quota exceeded": 3 });
    expect(await counts(3, "DELETE", "/items/x")).to.deep.equal({ "429 Quota exceeded": 3 });
    cloud.clock.set(Date.parse("2026-03-31T23:59:59.999Z"));
    expect(await counts(1, "GET")).to.deep.equal({ "429 Quota exceeded": 1 });
    await cloud.clock.advance(1);
    expect(await counts(3, "GET")).to.deep.equal({ ok: 3 });
  });
});
