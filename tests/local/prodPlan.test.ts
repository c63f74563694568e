import { expect } from "chai";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { root } from "../support/program";

describe("the prod stack's plan, on a clock that stands still", () => {
  let cloud: Cloud;

  before(async () => {
    const now = Date.parse("2026-03-15T12:00:00Z");
    cloud = await startCloud({ program: root, stack: "prod", config: { provisionedConcurrency: 1 }, now });
  });
  after(() => cloud.stop());

  /** How often each answer came, of so many requests at once. */
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

  it("lets a burst of 20 through per method, then 10 a second", async () => {
    expect(await counts(25, "GET")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
    expect(await counts(25, "DELETE", "/items/x")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
    await cloud.clock.advance("1s");
    expect(await counts(25, "GET")).to.deep.equal({ ok: 10, "429 Too many requests": 15 });
    await cloud.clock.advance("1m");
    expect(await counts(25, "GET")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
  });

  it("lets a thousand requests through in a month, of all methods together, and again in the next", async () => {
    // 70 have passed above.
    let passed = 70;
    while (passed < 1_000) {
      cloud.clock.set(cloud.clock.now() + 2_000);
      const { ok = 0 } = await counts(Math.min(20, 1_000 - passed), "GET");
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
