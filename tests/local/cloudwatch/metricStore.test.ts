import { expect } from "chai";
import { MetricStore } from "../../../local/cloudwatch/metricStore";

describe("the metric store", () => {
  const hour = 3_600_000;
  const datum = (version: number, at: number) => ({
    namespace: "AWS/Lambda",
    name: "Invocations",
    dimensions: { ExecutedVersion: String(version) },
    value: 1,
    at,
  });

  it("forgets metrics that nothing has published for three hours", () => {
    const store = new MetricStore();
    for (let version = 1; version <= 100; version += 1) store.put(datum(version, 0));
    expect(store.size).to.equal(100);
    store.put(datum(101, 3 * hour + 60_000));
    expect(store.size).to.equal(1);
  });

  it("keeps what came within them", () => {
    const store = new MetricStore();
    store.put(datum(1, 0));
    store.put(datum(1, 3 * hour));
    const sum = { ...datum(1, 0), stat: "Sum", period: 60 };
    expect([store.statistic(sum, 0), store.statistic(sum, 3 * hour)]).to.deep.equal([1, 1]);
  });

  it("adds a value that comes late to its minute, whatever was there", () => {
    const store = new MetricStore();
    const at = (value: number, when: number) => store.put({ ...datum(1, when), value });
    at(3, 0);
    at(5, 10 * 60_000);
    at(4, 30_000);
    at(3, 30_000);
    const minute = (stat: string) => store.statistic({ ...datum(1, 0), stat, period: 60 }, 0);
    expect([minute("Sum"), minute("SampleCount"), minute("Maximum"), minute("p50")]).to.deep.equal([10, 3, 4, 3]);
  });
});
