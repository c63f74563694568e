import { expect } from "chai";
import { LocalCloud } from "../src/cloud";
import { readProject } from "../src/program/project";
import { clockAt, type TestClock } from "./support/clock";
import { accessTo } from "./support/liveApi";
import { root } from "./support/program";

describe("the prod stack's plan, on a clock that stands still", () => {
  let cloud: LocalCloud;
  let clock: TestClock;
  let api: ReturnType<typeof accessTo>;

  before(async () => {
    clock = clockAt("2026-03-15T12:00:00Z");
    const project = readProject(root, "prod", ["items-api:provisionedConcurrency=1"]);
    cloud = await LocalCloud.start(project, { host: "127.0.0.1", port: 0, clock });
    api = accessTo(cloud);
  });
  after(() => cloud.stop());

  /** How often each answer came, of so many requests at once. */
  async function counts(times: number, method: string, path = "/items"): Promise<Record<string, number>> {
    const answers = await Promise.all(
      Array.from({ length: times }, async () => {
        const response = await fetch(`${api.apiUrl}${path}`, { method, headers: { "x-api-key": api.apiKey } });
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
    clock.move(1_000);
    expect(await counts(25, "GET")).to.deep.equal({ ok: 10, "429 Too many requests": 15 });
    clock.move(60_000);
    expect(await counts(25, "GET")).to.deep.equal({ ok: 20, "429 Too many requests": 5 });
  });

  it("lets a thousand requests through in a month, of all methods together, and again in the next", async () => {
    // 70 have passed above.
    let passed = 70;
    while (passed < 1_000) {
      clock.move(2_000);
      const { ok = 0 } = await counts(Math.min(20, 1_000 - passed), "GET");
      passed += ok;
    }
    clock.move(2_000);
    expect(await counts(3, "GET")).to.deep.equal({ "429 Quota exceeded": 3 });
    expect(await counts(3, "DELETE", "/items/x")).to.deep.equal({ "429 Quota exceeded": 3 });
    clock.set("2026-03-31T23:59:59.999Z");
    expect(await counts(1, "GET")).to.deep.equal({ "429 Quota exceeded": 1 });
    clock.set("2026-04-01T00:00:00Z");
    expect(await counts(3, "GET")).to.deep.equal({ ok: 3 });
  });
});
