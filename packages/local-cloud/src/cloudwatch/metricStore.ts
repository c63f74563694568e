import { kept } from "../kernel/kept";
import type { MetricQuery, Metrics, MetricValue } from "../kernel/monitoring";

/**
 * What a bucket spans: a minute of AWS's own metrics, else ten seconds, the shortest period that an alarm may have
 * (CloudWatch API reference, PutMetricAlarm).
 */
function bucketMillis(namespace: string): number {
  return namespace.startsWith("AWS/") ? 60_000 : 10_000;
}

/** Longer than alarms of minutes look back, and little enough for runs of days; AWS keeps minutes for fifteen days. */
const keptMillis = 3 * 3_600_000;

const sweepMillis = 60_000;

/** Values of a bucket that are kept as they are; more of them are counted with three significant digits. */
const mostExact = 2_000;

/** How long after its begin a bucket still gets values, in milliseconds: what comes later opens it again. */
const openMillis = 120_000;

/** How often each value came. */
type Bucket = Map<number, number>;

/** Buckets of one time, by metric. */
type Open = Map<string, Bucket>;

/**
 * The same of a time that gets no more values. Each version of a function has metrics of its own, of a few values each,
 * and maps take seven times as much for them.
 */
interface Packed {
  readonly metrics: readonly string[];
  /** For each metric: how many values came once, how many more often, those, and value and count of these in turn. */
  readonly numbers: readonly number[];
}

/** Metrics as CloudWatch keeps them: by namespace, name and the whole set of dimensions. */
export class MetricStore implements Metrics {
  /** By namespace and dimensions, then by time, in buckets since 1970. */
  private readonly sets = new Map<string, Map<number, Open | Packed>>();
  /** The minute that was swept last. */
  private swept = 0;

  put(datum: MetricValue): void {
    const times = kept(this.sets, setOf(datum), () => new Map<number, Open | Packed>());
    const step = bucketMillis(datum.namespace);
    const time = Math.floor(datum.at / step);
    const open = opened(times.get(time));
    times.set(time, open);
    const bucket = kept(open, datum.name, () => new Map<number, number>());
    const value = bucket.size < mostExact ? datum.value : Number(datum.value.toPrecision(3));
    bucket.set(value, (bucket.get(value) ?? 0) + 1);
    if (time * step >= this.swept + sweepMillis) this.sweep(time * step);
  }

  /** How many sets of dimensions there are, each with its metrics. */
  get size(): number {
    return this.sets.size;
  }

  /** Forgets what is older than is kept, and metrics that nothing publishes any more, such as those of old versions. */
  private sweep(now: number): void {
    this.swept = now;
    for (const [set, times] of this.sets) {
      const step = bucketMillis(namespaceOf(set));
      for (const [time, values] of times) {
        if (time * step < now - keptMillis) times.delete(time);
        else if (values instanceof Map && time * step <= now - openMillis) times.set(time, packed(values));
      }
      if (times.size === 0) this.sets.delete(set);
    }
  }

  /** Undefined where the period has no value. @param start epoch milliseconds of the period's begin */
  statistic(query: MetricQuery, start: number): number | undefined {
    const values = this.values(query, start);
    return values.length === 0 ? undefined : statisticOf(query.stat, values);
  }

  /** How many values a period has. */
  samples(query: MetricQuery, start: number): number {
    return this.values(query, start).reduce((sum, [, count]) => sum + count, 0);
  }

  private values(query: MetricQuery, start: number): [value: number, count: number][] {
    const times = this.sets.get(setOf(query));
    if (times === undefined) return [];
    const end = start + query.period * 1000;
    const step = bucketMillis(query.namespace);
    const counts: Bucket = new Map();
    // A value of a minute is the point of its begin, for a period that is shorter too.
    for (let time = Math.ceil(start / step); time * step < end; time += 1) {
      for (const [value, count] of bucketOf(times.get(time), query.name) ?? [])
        counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].sort(([a], [b]) => a - b);
  }
}

function bucketOf(values: Open | Packed | undefined, metric: string): Bucket | undefined {
  return values instanceof Map || values?.metrics.includes(metric) === true ? opened(values).get(metric) : undefined;
}

function opened(values: Open | Packed | undefined): Open {
  if (values instanceof Map) return values;
  const open: Open = new Map();
  const { metrics = [], numbers = [] } = values ?? {};
  let index = 0;
  for (const metric of metrics) {
    const bucket: Bucket = new Map();
    const repeated = index + 2 + numbers[index]!;
    const end = repeated + 2 * numbers[index + 1]!;
    for (index += 2; index < repeated; index += 1) bucket.set(numbers[index]!, 1);
    for (; index < end; index += 2) bucket.set(numbers[index]!, numbers[index + 1]!);
    open.set(metric, bucket);
  }
  return open;
}

function packed(open: Open): Packed {
  // One by one: V8 keeps numbers that are pushed as they are, and those of `flat` as objects.
  const numbers: number[] = [];
  for (const bucket of open.values()) {
    const repeated = [...bucket].filter(([, count]) => count > 1);
    numbers.push(bucket.size - repeated.length, repeated.length);
    for (const [value, count] of bucket) if (count === 1) numbers.push(value);
    for (const [value, count] of repeated) numbers.push(value, count);
  }
  // A copy takes what it holds; what was pushed to has room for as much again.
  return { metrics: [...open.keys()], numbers: numbers.slice() };
}

function setOf({ namespace, dimensions }: Pick<MetricValue, "namespace" | "dimensions">): string {
  return JSON.stringify([namespace, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function namespaceOf(set: string): string {
  return (JSON.parse(set) as [namespace: string])[0];
}

/** The share of values that a percentile leaves below; undefined for a statistic that is none. */
export function percentileOf(stat: string): number | undefined {
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(stat) ?? [];
  return percent === undefined ? undefined : Number(percent) / 100;
}

/** @param values sorted, each with how often it came; at least one. */
function statisticOf(stat: string, values: readonly (readonly [number, number])[]): number {
  const count = values.reduce((sum, [, times]) => sum + times, 0);
  const sum = values.reduce((total, [value, times]) => total + value * times, 0);
  if (stat === "Sum") return sum;
  if (stat === "SampleCount") return count;
  if (stat === "Minimum") return values[0]![0];
  if (stat === "Maximum") return values.at(-1)![0];
  const share = percentileOf(stat);
  return share === undefined ? sum / count : percentile(values, { count, share });
}

/** By nearest rank. CloudWatch does not say how it interpolates (docs/emulation.md, "Assumed"). */
function percentile(
  values: readonly (readonly [number, number])[],
  { count, share }: { readonly count: number; readonly share: number },
): number {
  const rank = Math.max(1, Math.ceil(share * count));
  let seen = 0;
  for (const [value, times] of values) {
    seen += times;
    if (seen >= rank) return value;
  }
  return values.at(-1)![0];
}
