import { expect } from "chai";
import type { EventRouter } from "../../src/events/eventRouter";
import type { Rule } from "../../src/events/model";
import { ScheduledRules } from "../../src/events/scheduledRules";
import type { EventStore } from "../../src/events/store";
import type { Run } from "../../src/kernel/service";
import { MovedClock } from "../../src/testing/movedClock";

describe("rules with a schedule", () => {
  it("skip the times after the first 100 of a jump, report it, and continue at the next time", async () => {
    const clock = new MovedClock(Date.parse("2026-01-01T00:00:00Z"));
    const [logs, times]: [string[], string[]] = [[], []];
    const location = { region: "eu-central-1" };
    const run = { clock, location, log: ({ text }: { text: string }) => void logs.push(text) } as unknown as Run;
    const rule = { name: "rule", bus: "default", schedule: "rate(1 minute)", modified: clock.now(), targets: [] };
    const store = { rules: [rule as unknown as Rule] } as unknown as EventStore;
    const fire = (_: Rule, text: string) => void times.push((JSON.parse(text) as { time: string }).time);
    const rules = new ScheduledRules(run, store, { fire } as unknown as EventRouter);
    await clock.advance("2m");
    expect(times).to.deep.equal(["2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z"]);
    clock.set(Date.parse("2026-01-04T00:00:30Z"));
    await clock.advance("30s");
    rules.stop();
    expect(times.slice(2)).to.have.length(101);
    expect(times.slice(-2)).to.deep.equal(["2026-01-01T01:42:00Z", "2026-01-04T00:01:00Z"]);
    expect(logs).to.deep.equal([
      "rule rule: the clock jumped, and the times from 2026-01-01T01:43:00.000Z are skipped",
    ]);
  });
});
