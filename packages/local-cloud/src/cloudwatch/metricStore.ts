import { getOrCreate } from "../kernel/getOrCreate";
import { MetricBudget, type Report } from "./metricBudget";
import { statisticOf } from "./statistics";
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

/** The buckets of one time, and the bytes that they are counted with. */
interface Moment {
  values: Open | Packed;
  bytes: number;
}

/** What an entry of each kind takes beside its texts, in bytes, as measured with Node.js 22. */
const setBytes = 400;
const momentBytes = 300;
const bucketBytes = 250;
const valueBytes = 40;
const packedBytes = 150;
const numberBytes = 8;

/**
 * Metrics as CloudWatch keeps them: by namespace, name and the whole set of dimensions. Functions and clients choose
 * dimensions, so the store is bounded: AWS's own metrics and all others have a budget each.
 */
export class MetricStore implements Metrics {
  /** By namespace and dimensions, then by time, in buckets since 1970. */
  private readonly sets = new Map<string, Map<number, Moment>>();
  private readonly budgets: Readonly<Record<"aws" | "custom", MetricBudget>>;
  /** The minute that was swept last. */
  private swept = 0;

  /** @param mostBytes of each budget; by default that of MetricBudget. */
  constructor(report: Report = () => undefined, mostBytes?: number) {
    this.budgets = { aws: new MetricBudget(report, mostBytes), custom: new MetricBudget(report, mostBytes) };
  }

  /** Drops the value, and reports it, where the budget of its namespace is used up. */
  put(datum: MetricValue): void {
    const set = setOf(datum);
    const step = bucketMillis(datum.namespace);
    const time = Math.floor(datum.at / step);
    if (this.hasRoom(datum, set)) this.add(datum, set, time);
    if (time * step >= this.swept + sweepMillis) this.sweep(time * step);
  }

  private hasRoom({ namespace, dimensions }: MetricValue, set: string): boolean {
    const budget = this.budgetOf(namespace);
    const isNew = !this.sets.has(set);
    const room = isNew ? budget.takesSet(setBytes + 2 * set.length) : budget.takesValue();
    if (!room) budget.drop({ namespace, dimensions });
    return room;
  }

  private add(datum: MetricValue, set: string, time: number): void {
    const times = getOrCreate(this.sets, set, () => new Map<number, Moment>());
    const moment = getOrCreate(times, time, () => ({ values: new Map() as Open, bytes: 0 }));
    const budget = this.budgetOf(datum.namespace);
    const open = opened(moment.values);
    // A moment that was packed is counted anew.
    if (moment.values !== open || moment.bytes === 0) resize(budget, moment, openBytes(open));
    moment.values = open;
    const bucket = open.get(datum.name) ?? new Map<number, number>();
    const value = bucket.size < mostExact ? datum.value : Number(datum.value.toPrecision(3));
    const newBucket = open.has(datum.name) ? 0 : bucketBytes + 2 * datum.name.length;
    const newValue = bucket.has(value) ? 0 : valueBytes;
    resize(budget, moment, moment.bytes + newBucket + newValue);
    open.set(datum.name, bucket);
    bucket.set(value, (bucket.get(value) ?? 0) + 1);
  }

  private budgetOf(namespace: string): MetricBudget {
    return this.budgets[namespace.startsWith("AWS/") ? "aws" : "custom"];
  }

  /** How many sets of dimensions there are, each with its metrics. */
  get size(): number {
    return this.sets.size;
  }

  /** Bytes of all metrics, as they are counted. */
  get bytes(): number {
    return this.budgets.aws.bytes + this.budgets.custom.bytes;
  }

  /** Forgets what is older than is kept, and metrics that nothing publishes any more, such as those of old versions. */
  private sweep(now: number): void {
    this.swept = now;
    for (const [set, times] of this.sets) {
      const namespace = namespaceOf(set);
      const step = bucketMillis(namespace);
      const budget = this.budgetOf(namespace);
      for (const [time, moment] of times) {
        if (time * step < now - keptMillis) {
          resize(budget, moment, 0);
          times.delete(time);
        } else if (moment.values instanceof Map && time * step <= now - openMillis) {
          moment.values = packed(moment.values);
          resize(budget, moment, packedSize(moment.values));
        }
      }
      if (times.size > 0) continue;
      this.sets.delete(set);
      budget.add(-(setBytes + 2 * set.length));
    }
    this.budgets.aws.report();
    this.budgets.custom.report();
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
      for (const [value, count] of bucketOf(times.get(time)?.values, query.name) ?? [])
        counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].sort(([a], [b]) => a - b);
  }
}

function bucketOf(values: Open | Packed | undefined, metric: string): Bucket | undefined {
  return values instanceof Map || values?.metrics.includes(metric) === true ? opened(values).get(metric) : undefined;
}

function resize(budget: MetricBudget, moment: Moment, bytes: number): void {
  budget.add(bytes - moment.bytes);
  moment.bytes = bytes;
}

function openBytes(open: Open): number {
  return [...open].reduce(
    (sum, [name, bucket]) => sum + bucketBytes + 2 * name.length + valueBytes * bucket.size,
    momentBytes,
  );
}

function packedSize({ metrics, numbers }: Packed): number {
  return metrics.reduce((sum, name) => sum + 2 * name.length + numberBytes, packedBytes + numberBytes * numbers.length);
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
