import { join } from "node:path";
import { expect } from "chai";
import { MetricStore } from "../../src/cloudwatch/metricStore";
import { inOwnHeap } from "../support/ownHeap";
import type { StoreSize } from "./heapOfMetrics";

const heapOfMetrics = join(__dirname, "heapOfMetrics.ts");

describe("the metric store", () => {
  const hour = 3_600_000;
  const datum = (version: number, at: number) => ({
    namespace: "AWS/Lambda",
    name: "Invocations",
    dimensions: { ExecutedVersion: String(version) },
    value: 1,
    at,
  });

  it("removes metrics without values for three hours", () => {
    const store = new MetricStore();
    for (let version = 1; version <= 100; version += 1) store.put(datum(version, 0));
    expect(store.size).to.equal(100);
    store.put(datum(101, 3 * hour + 60_000));
    expect(store.size).to.equal(1);
  });

  it("keeps values of the last three hours", () => {
    const store = new MetricStore();
    store.put(datum(1, 0));
    store.put(datum(1, 3 * hour));
    const sum = { ...datum(1, 0), stat: "Sum", period: 60 };
    expect([store.statistic(sum, 0), store.statistic(sum, 3 * hour)]).to.deep.equal([1, 1]);
  });

  it("adds a late value to its minute", () => {
    const store = new MetricStore();
    const at = (value: number, when: number) => store.put({ ...datum(1, when), value });
    at(3, 0);
    at(5, 10 * 60_000);
    at(4, 30_000);
    at(3, 30_000);
    const minute = (stat: string) => store.statistic({ ...datum(1, 0), stat, period: 60 }, 0);
    expect([minute("Sum"), minute("SampleCount"), minute("Maximum"), minute("p50")]).to.deep.equal([10, 3, 4, 3]);
  });

  it("keeps repeated values, and separates metrics of the same dimensions", () => {
    const store = new MetricStore();
    const at = (name: string, value: number) => store.put({ ...datum(1, 0), name, value });
    for (const value of [2.5, 7, 2.5, 1]) at("Duration", value);
    at("Errors", 0);
    // Closes the first minute.
    store.put(datum(2, 10 * 60_000));
    const minute = (name: string, stat: string) => store.statistic({ ...datum(1, 0), name, stat, period: 60 }, 0);
    const stats = ["SampleCount", "Sum", "p50", "Maximum"];
    expect(stats.map((stat) => minute("Duration", stat))).to.deep.equal([4, 13, 2.5, 7]);
    expect(stats.map((stat) => minute("Errors", stat))).to.deep.equal([1, 0, 0, 0]);
    expect(minute("Throttles", "Sum")).to.equal(undefined);
  });

  it("stores a closed minute of a version's metric in 300 bytes", async () => {
    const { heap, metrics } = await inOwnHeap<StoreSize>(heapOfMetrics, "closedMinuteOfVersions");
    expect(heap / 5_000).to.be.below(300);
    expect(metrics).to.equal(1_001);
  });
});

describe("the size limit of the metric store", () => {
  const megabyte = 1_048_576;
  const minute = 60_000;
  const datum = (more: object) => ({
    namespace: "Shop",
    name: "Sold",
    dimensions: {} as Record<string, string>,
    value: 1,
    at: 0,
    ...more,
  });
  const floods: Readonly<Record<string, (index: number) => object>> = {
    "values of a dimension": (index) => ({ dimensions: { customer: `customer ${index}` } }),
    "names of dimensions": (index) => ({ dimensions: { [`customer ${index}`]: "one" } }),
    "long values of a dimension": (index) => ({ dimensions: { customer: `${index}`.repeat(500) } }),
    "names of metrics": (index) => ({ name: `Sold ${index}` }),
    namespaces: (index) => ({ namespace: `Shop ${index}` }),
    "values of a metric": (index) => ({ value: Math.exp(index / 50) }),
    "paths of a method of AWS": (index) => ({ namespace: "AWS/ApiGateway", dimensions: { Resource: `/${index}` } }),
  };
  for (const [what, more] of Object.entries(floods)) {
    it(`holds for ${what}, and is reported once a minute`, () => {
      const reports: string[] = [];
      const store = new MetricStore((text) => reports.push(text), megabyte);
      for (let index = 0; index < 30_000; index += 1) store.put(datum(more(index)));
      expect(store.bytes).to.be.within(megabyte / 3, megabyte + 1_000);
      expect(reports).to.have.lengthOf(1);
      store.put(datum({ ...more(0), at: minute }));
      store.put(datum({ ...more(0), at: minute }));
      expect(reports).to.have.lengthOf(2);
      expect(reports[0]).to.match(/^a value is dropped, the last one of .+: its metrics may take 1 MB; use /);
      expect(reports[1]).to.match(/^\d+ values are dropped, the last one of /);
    });
  }

  it("stores values of known metrics and of AWS while a function creates dimensions", () => {
    const store = new MetricStore(undefined, megabyte);
    const known = datum({ dimensions: { customer: "known" } });
    const ofAws = datum({ namespace: "AWS/Lambda" });
    const sum = { stat: "Sum", period: 60 };
    store.put(known);
    for (let index = 0; index < 10_000; index += 1) store.put(datum({ dimensions: { customer: String(index) } }));
    for (let index = 0; index < 10; index += 1) [known, ofAws].forEach((each) => store.put({ ...each, at: minute }));
    expect(store.statistic({ ...known, ...sum }, minute)).to.equal(10);
    expect(store.statistic({ ...ofAws, ...sum }, minute)).to.equal(10);
  });

  it("accepts new dimension sets after old ones are removed", () => {
    const store = new MetricStore(undefined, megabyte);
    for (let index = 0; index < 10_000; index += 1) store.put(datum({ dimensions: { customer: String(index) } }));
    store.put(datum({ dimensions: { customer: "0" }, at: 200 * minute }));
    store.put(datum({ dimensions: { customer: "new" }, at: 200 * minute }));
    expect(store.size).to.equal(2);
    expect(store.bytes).to.be.below(3_000);
  });

  it("counts no fewer bytes than the metrics take", async () => {
    const { heap, counted } = await inOwnHeap<StoreSize>(heapOfMetrics, "manyDimensions");
    expect(heap).to.be.within(counted / 4, counted);
  });
});
