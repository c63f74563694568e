import type { MetricValue } from "../kernel/interfaces/monitoring";

/**
 * Maximum number of values of a metric in a line, and of dimensions in a set (Embedded metric format specification).
 */
const maxValues = 100;
const maxDimensions = 30;

/** Maximum number of metrics in a directive (Embedded metric format specification). */
const maxMetrics = 100;

/** Maximum number of values of a line over all dimension sets. Otherwise a line of 256 KB could contain millions. */
const maxValuesOfLine = 20_000;

/**
 * Returns the metrics in a log line in CloudWatch's embedded metric format. Returns none for any other line, and for
 * metrics that CloudWatch would reject.
 *
 * @param at epoch milliseconds of the run's clock. The Timestamp in the line is not used: functions have a real clock.
 */
export function embeddedMetrics(text: string, at: number): MetricValue[] {
  if (!text.includes('"_aws"')) return [];
  // console.log writes time, request id and level before the JSON object.
  const line = parseLine(text.slice(text.indexOf("{")));
  const directives = (line?.["_aws"] as { CloudWatchMetrics?: unknown } | undefined)?.CloudWatchMetrics;
  if (line === undefined || !Array.isArray(directives)) return [];
  const values: MetricValue[] = [];
  for (const directive of directives as (Directive | null)[]) {
    for (const value of metricsOf(directive ?? {}, line, at)) {
      if (values.push(value) >= maxValuesOfLine) return values;
    }
  }
  return values;
}

type Line = Readonly<Record<string, unknown>>;

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

interface Metric {
  readonly Name?: unknown;
  /** 1 for seconds; absent or 60 for minutes. */
  readonly StorageResolution?: unknown;
}

/** Period of values with standard resolution (Embedded metric format specification, `StorageResolution`). */
const standardMillis = 60_000;

function* metricsOf({ Namespace, Dimensions, Metrics }: Directive, line: Line, at: number): Generator<MetricValue> {
  if (typeof Namespace !== "string" || !Array.isArray(Metrics) || Metrics.length > maxMetrics) return;
  // A metric without dimension sets has no dimensions.
  const sets = Array.isArray(Dimensions) && Dimensions.length > 0 ? (Dimensions as unknown[]) : [[]];
  for (const set of sets) {
    const dimensions = dimensionsOf(set, line);
    if (dimensions === undefined) continue;
    for (const metric of Metrics as (Metric | null)[]) {
      const { Name, StorageResolution } = metric ?? {};
      for (const value of valuesOf(line, Name)) {
        yield {
          namespace: Namespace,
          name: String(Name),
          dimensions,
          value,
          at: StorageResolution === 1 ? at : at - (at % standardMillis),
        };
      }
    }
  }
}

/** Returns undefined if the line has no string for one of the dimensions; CloudWatch then ignores the set. */
function dimensionsOf(set: unknown, line: Line): Record<string, string> | undefined {
  if (!Array.isArray(set) || set.length > maxDimensions) return undefined;
  const entries = (set as unknown[]).map((name) => [String(name), ownProperty(line, String(name))] as const);
  return entries.every(([, value]) => typeof value === "string")
    ? Object.fromEntries(entries as [string, string][])
    : undefined;
}

function valuesOf(line: Line, name: unknown): number[] {
  const value = typeof name === "string" ? ownProperty(line, name) : undefined;
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.length > maxValues ? [] : values.filter((each) => typeof each === "number");
}

function ownProperty(line: Line, name: string): unknown {
  return Object.hasOwn(line, name) ? line[name] : undefined;
}

function parseLine(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}
