import { getOrCreate } from "../kernel/getOrCreate";
import { MetricBudget, type Report } from "./metricBudget";
import { pack, packedSize, unpack, type Bucket, type OpenBuckets, type PackedBuckets } from "./packedBuckets";
import { statisticOf } from "./statistics";
import type { MetricQuery, Metrics, MetricValue } from "../kernel/interfaces/monitoring";

/**
 * Returns the duration of a bucket: a minute for AWS's metrics, otherwise ten seconds, the shortest period of an alarm
 * (CloudWatch API reference, PutMetricAlarm).
 */
function bucketMillis(namespace: string): number {
  return namespace.startsWith("AWS/") ? 60_000 : 10_000;
}

/**
 * Retention of values. Alarms need less, and a run of days stays small. AWS keeps values per minute for fifteen days.
 */
const retentionMillis = 3 * 3_600_000;

const sweepMillis = 60_000;

/** Number of exact values in a bucket. Further ones are rounded to three significant digits. */
const maxExactValues = 2_000;

/** Time after its start in which a bucket usually receives values. A later value unpacks the bucket. */
const openMillis = 120_000;

/** The buckets of one time, and their accounted size in bytes. */
interface Moment {
  values: OpenBuckets | PackedBuckets;
  bytes: number;
}

/** The open buckets of a set and a time. */
interface Place {
  readonly namespace: string;
  readonly time: number;
  readonly budget: MetricBudget;
  readonly moment: Moment;
  readonly open: OpenBuckets;
}

/** Accounted bytes of an entry of each kind, without its strings; measured with Node.js 22. */
const setBytes = 400;
const momentBytes = 300;
const bucketBytes = 250;
const valueBytes = 40;

/**
 * Stores metrics by namespace, name and complete dimension set. Clients can choose dimensions, so the size is limited.
 * AWS's own metrics and custom metrics have separate budgets.
 */
export class MetricStore implements Metrics {
  /** Keyed by namespace and dimensions, then by time, counted in buckets since 1970. */
  private readonly sets = new Map<string, Map<number, Moment>>();
  private readonly budgets: Readonly<Record<"aws" | "custom", MetricBudget>>;
  /** Time of the last sweep. */
  private swept = 0;
  /** Last place of each set, by the object of its dimensions. Publishers use the same object again. */
  private places = new WeakMap<MetricValue["dimensions"], Place>();

  /** @param mostBytes maximum size of each budget. */
  constructor(report: Report = () => undefined, mostBytes?: number) {
    this.budgets = { aws: new MetricBudget(report, mostBytes), custom: new MetricBudget(report, mostBytes) };
  }

  /** Stores a value, or drops and reports it if the budget of its namespace is exhausted. */
  put(datum: MetricValue): void {
    const step = bucketMillis(datum.namespace);
    const time = Math.floor(datum.at / step);
    const known = this.places.get(datum.dimensions);
    const isSame = known?.time === time && known.namespace === datum.namespace;
    const place = isSame ? known : this.placeOf(datum, time);
    if (place?.budget.takesValue() === true) add(place, datum);
    else this.budgetOf(datum.namespace).drop(datum);
    if (time * step >= this.swept + sweepMillis) this.sweep(time * step);
  }

  /** Returns undefined if the budget has no room for a new set. */
  private placeOf({ namespace, dimensions }: MetricValue, time: number): Place | undefined {
    const set = setOf({ namespace, dimensions });
    const budget = this.budgetOf(namespace);
    if (!this.sets.has(set) && !budget.takesSet(setBytes + 2 * set.length)) return undefined;
    const times = getOrCreate(this.sets, set, () => new Map<number, Moment>());
    const moment = getOrCreate(times, time, () => ({ values: new Map() as OpenBuckets, bytes: 0 }));
    const open = unpack(moment.values);
    // A moment that was packed needs a new size.
    if (moment.values !== open || moment.bytes === 0) resize(budget, moment, openBytes(open));
    moment.values = open;
    const place = { namespace, time, budget, moment, open };
    this.places.set(dimensions, place);
    return place;
  }

  private budgetOf(namespace: string): MetricBudget {
    return this.budgets[namespace.startsWith("AWS/") ? "aws" : "custom"];
  }

  /** Number of stored dimension sets. */
  get size(): number {
    return this.sets.size;
  }

  /** Accounted size of all metrics in bytes. */
  get bytes(): number {
    return this.budgets.aws.bytes + this.budgets.custom.bytes;
  }

  /** Removes values beyond the retention, and metrics without values, such as those of old versions. */
  private sweep(now: number): void {
    this.swept = now;
    this.places = new WeakMap();
    for (const [set, times] of this.sets) {
      const namespace = namespaceOf(set);
      const step = bucketMillis(namespace);
      const budget = this.budgetOf(namespace);
      for (const [time, moment] of times) {
        if (time * step < now - retentionMillis) {
          resize(budget, moment, 0);
          times.delete(time);
        } else if (moment.values instanceof Map && time * step <= now - openMillis) {
          moment.values = pack(moment.values);
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

  /** Returns undefined if the period has no value. @param start start of the period in epoch milliseconds */
  statistic(query: MetricQuery, start: number): number | undefined {
    const values = this.values(query, start);
    return values.length === 0 ? undefined : statisticOf(query.stat, values);
  }

  /** Returns the number of values in a period. */
  samples(query: MetricQuery, start: number): number {
    return this.values(query, start).reduce((sum, [, count]) => sum + count, 0);
  }

  private values(query: MetricQuery, start: number): [value: number, count: number][] {
    const times = this.sets.get(setOf(query));
    if (times === undefined) return [];
    const end = start + query.period * 1000;
    const step = bucketMillis(query.namespace);
    const counts: Bucket = new Map();
    // The value of a minute belongs to the start of the minute, even if the period is shorter.
    for (let time = Math.ceil(start / step); time * step < end; time += 1) {
      for (const [value, count] of bucketOf(times.get(time)?.values, query.name) ?? [])
        counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].sort(([a], [b]) => a - b);
  }
}

function add({ budget, moment, open }: Place, datum: MetricValue): void {
  let bucket = open.get(datum.name);
  if (bucket === undefined) {
    bucket = new Map();
    open.set(datum.name, bucket);
    resize(budget, moment, moment.bytes + bucketBytes + 2 * datum.name.length);
  }
  const value = bucket.size < maxExactValues ? datum.value : round(datum.value);
  const count = bucket.get(value);
  if (count === undefined) resize(budget, moment, moment.bytes + valueBytes);
  bucket.set(value, (count ?? 0) + 1);
}

/** Rounds to three significant digits. `toPrecision` takes four times as long, and each request has ten such values. */
function round(value: number): number {
  if (value === 0) return 0;
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  if (Math.abs(digits) > 20) return Number(value.toPrecision(3));
  return digits > 0
    ? Math.round(value * 10 ** digits) / 10 ** digits
    : Math.round(value / 10 ** -digits) * 10 ** -digits;
}

function bucketOf(values: OpenBuckets | PackedBuckets | undefined, metric: string): Bucket | undefined {
  return values instanceof Map || values?.metrics.includes(metric) === true ? unpack(values).get(metric) : undefined;
}

function resize(budget: MetricBudget, moment: Moment, bytes: number): void {
  budget.add(bytes - moment.bytes);
  moment.bytes = bytes;
}

function openBytes(open: OpenBuckets): number {
  return [...open].reduce(
    (sum, [name, bucket]) => sum + bucketBytes + 2 * name.length + valueBytes * bucket.size,
    momentBytes,
  );
}

/** Returns the name of a set, in which each text follows its length. The order of the dimensions does not matter. */
function setOf({ namespace, dimensions }: Pick<MetricValue, "namespace" | "dimensions">): string {
  let set = `${namespace.length}:${namespace}`;
  for (const name of Object.keys(dimensions).sort()) {
    const value = dimensions[name]!;
    set += `${name.length}:${name}${value.length}:${value}`;
  }
  return set;
}

function namespaceOf(set: string): string {
  const start = set.indexOf(":") + 1;
  return set.slice(start, start + Number.parseInt(set, 10));
}
