import { expect } from "chai";
import { QuotaCounter } from "../../src/apigateway/stages/quota";
import { ScaledClock } from "../../src/kernel/clock";
import { TokenBucket } from "../../src/apigateway/stages/tokenBucket";
import { clockAt } from "../support/clock";

const count = (limit: { take(): boolean }, tries: number) =>
  Array.from({ length: tries }, () => limit.take()).filter(Boolean).length;

describe("a token bucket", () => {
  it("lets a burst through and then as many per second as its rate", () => {
    const clock = clockAt("2026-01-01T00:00:00Z");
    const bucket = new TokenBucket({ burstLimit: 20, rateLimit: 10 }, clock);
    expect(count(bucket, 30)).to.equal(20);
    clock.move(1_000);
    expect(count(bucket, 30)).to.equal(10);
    clock.move(100);
    expect(count(bucket, 30)).to.equal(1);
  });

  it("never holds more than its burst", () => {
    const clock = clockAt("2026-01-01T00:00:00Z");
    const bucket = new TokenBucket({ burstLimit: 2, rateLimit: 10 }, clock);
    clock.move(3_600_000);
    expect(count(bucket, 10)).to.equal(2);
  });
});

describe("a scaled clock", () => {
  it("moves buckets and quotas as many times faster", () => {
    const clock = clockAt("2026-01-01T00:00:00Z");
    const scaled = new ScaledClock(60, clock);
    const bucket = new TokenBucket({ burstLimit: 20, rateLimit: 0.1 }, scaled);
    expect(count(bucket, 30)).to.equal(20);
    clock.move(1_000);
    expect(count(bucket, 30)).to.equal(6);
    clock.move(24 * 60_000 - 1_000);
    expect(scaled.now()).to.equal(Date.parse("2026-01-02T00:00:00Z"));
  });
});

describe("a quota", () => {
  const quota = (period: "DAY" | "WEEK" | "MONTH", offset = 0) => ({ limit: 3, period, offset });

  for (const [period, last, first] of [
    ["DAY", "2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00Z"],
    ["WEEK", "2026-04-04T23:59:59.999Z", "2026-04-05T00:00:00Z"],
    ["MONTH", "2026-04-30T23:59:59.999Z", "2026-05-01T00:00:00Z"],
  ] as const) {
    it(`by ${period} begins anew with the UTC calendar`, () => {
      const clock = clockAt("2026-03-31T12:00:00Z");
      if (period === "MONTH") clock.set("2026-04-01T00:00:00Z");
      const counter = new QuotaCounter(quota(period), clock);
      expect(count(counter, 5)).to.equal(3);
      clock.set(last);
      expect(counter.take()).to.equal(false);
      clock.set(first);
      expect(count(counter, 5)).to.equal(3);
    });
  }

  it("subtracts its offset in the first period only", () => {
    const clock = clockAt("2026-01-01T00:00:00Z");
    const counter = new QuotaCounter(quota("DAY", 2), clock);
    expect(count(counter, 5)).to.equal(1);
    clock.set("2026-01-02T00:00:00Z");
    expect(count(counter, 5)).to.equal(3);
  });
});
