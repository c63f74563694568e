import { MetricStore } from "../../src/cloudwatch/metricStore";
import { collectGarbage } from "../../src/kernel/bounds/garbage";

/** Size of a store, measured with `inOwnHeap`. */
export interface StoreSize {
  /** Bytes of the heap. */
  readonly heap: number;
  /** Bytes that the store counts. */
  readonly counted: number;
  /** Number of its metrics. */
  readonly metrics: number;
}

function measure(fill: (store: MetricStore) => void): StoreSize {
  const store = new MetricStore();
  const before = heap();
  fill(store);
  return { heap: heap() - before, counted: store.bytes, metrics: store.size };
}

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Stores a closed minute of five metrics of each of 1,000 versions. */
export function closedMinuteOfVersions(): StoreSize {
  const names = ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"];
  const put = (store: MetricStore, version: number, name: string, at: number) =>
    store.put({
      namespace: "AWS/Lambda",
      name,
      dimensions: { ExecutedVersion: String(version) },
      value: version + 0.5,
      at,
    });
  return measure((store) => {
    for (let version = 1; version <= 1_000; version += 1) for (const name of names) put(store, version, name, 0);
    put(store, 0, "Invocations", 10 * 60_000);
  });
}

/** Stores a value for each of 5,000 dimensions. */
export function manyDimensions(): StoreSize {
  const put = (store: MetricStore, index: number) =>
    store.put({ namespace: "Shop", name: "Sold", dimensions: { customer: `customer ${index}` }, value: 1, at: 0 });
  return measure((store) => {
    for (let index = 0; index < 5_000; index += 1) put(store, index);
  });
}
