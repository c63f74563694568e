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
});
