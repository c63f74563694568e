import { kept } from "../engine/kept";
import type { MetricQuery, Metrics, MetricValue } from "../engine/monitoring";

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

/**
 * The same of a bucket that gets no more: value and count in turn. Each version of a function has metrics of its own, of
 * a few values each, and a map takes four times as much for them.
 */
type Sealed = readonly number[];

/** Metrics as CloudWatch keeps them: by namespace, name and the whole set of dimensions. */
export class MetricStore implements Metrics {
  private readonly series = new Map<string, Map<number, Bucket | Sealed>>();
  /** The minute that was swept last. */
  private swept = 0;

  put(datum: MetricValue): void {
    const series = kept(this.series, nameOf(datum), () => new Map<number, Bucket | Sealed>());
    const start = datum.at - (datum.at % bucketMillis(datum.namespace));
    const bucket = opened(series.get(start) ?? []);
    series.set(start, bucket);
    const value = bucket.size < mostExact ? datum.value : Number(datum.value.toPrecision(3));
    bucket.set(value, (bucket.get(value) ?? 0) + 1);
    if (start >= this.swept + sweepMillis) this.sweep(start);
  }

  /** How many metrics there are, each with its set of dimensions. */
  get size(): number {
    return this.series.size;
  }

  /** Forgets what is older than is kept, and metrics that nothing publishes any more, such as those of old versions. */
  private sweep(now: number): void {
    this.swept = now;
    for (const [name, series] of this.series) {
      for (const [time, bucket] of series) {
        if (time < now - keptMillis) series.delete(time);
        else if (time <= now - openMillis) series.set(time, sealed(bucket));
      }
      if (series.size === 0) this.series.delete(name);
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
    const series = this.series.get(nameOf(query));
    if (series === undefined) return [];
    const end = start + query.period * 1000;
    const step = bucketMillis(query.namespace);
    const counts: Bucket = new Map();
    for (let time = start - (start % step); time < end; time += step) {
      for (const [value, count] of opened(series.get(time) ?? [])) counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].sort(([a], [b]) => a - b);
  }
}

function opened(bucket: Bucket | Sealed): Bucket {
  if (bucket instanceof Map) return bucket;
  const counts: Bucket = new Map();
  for (let index = 0; index < bucket.length; index += 2) counts.set(bucket[index]!, bucket[index + 1]!);
  return counts;
}

function sealed(bucket: Bucket | Sealed): Sealed {
  if (!(bucket instanceof Map)) return bucket;
  // One by one: V8 keeps numbers that are pushed as they are, and those of `flat` as objects.
  const numbers: number[] = [];
  for (const [value, count] of bucket) numbers.push(value, count);
  return numbers;
}

function nameOf({ namespace, name, dimensions }: Pick<MetricValue, "namespace" | "name" | "dimensions">): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
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
