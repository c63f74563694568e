import type { MetricValue } from "../kernel/monitoring";

/** Most values that a metric of one line may have, and most dimensions of a set (Embedded metric format specification). */
const mostValues = 100;
const mostDimensions = 30;

/** Most metrics of a directive (the same). */
const mostMetrics = 100;

/** Values of one line in all its sets of dimensions; a line of 256 KB could else name millions. */
const mostOfLine = 20_000;

/**
 * The metrics that a log line carries in CloudWatch's embedded metric format; none where it is another line, or one that
 * CloudWatch could not read.
 *
 * @param at epoch milliseconds of the run's clock: a line's own Timestamp is of the function's, which is not scaled.
 */
export function embeddedMetrics(text: string, at: number): MetricValue[] {
  if (!text.includes('"_aws"')) return [];
  // Behind time, request id and level, where console.log writes it.
  const line = parsed(text.slice(text.indexOf("{")));
  const directives = (line?.["_aws"] as { CloudWatchMetrics?: unknown } | undefined)?.CloudWatchMetrics;
  if (line === undefined || !Array.isArray(directives)) return [];
  const values: MetricValue[] = [];
  for (const directive of directives as (Directive | null)[]) {
    for (const value of metricsOf(directive ?? {}, line, at)) {
      if (values.push(value) >= mostOfLine) return values;
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
  /** 1 for seconds; 60, and what has none, for minutes. */
  readonly StorageResolution?: unknown;
}

/** What a value of standard resolution is of (Embedded metric format specification, `StorageResolution`). */
const standardMillis = 60_000;

function* metricsOf({ Namespace, Dimensions, Metrics }: Directive, line: Line, at: number): Generator<MetricValue> {
  if (typeof Namespace !== "string" || !Array.isArray(Metrics) || Metrics.length > mostMetrics) return;
  // Without a set, the metric has no dimensions.
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

/** Undefined where a name of the set has no text in the line: CloudWatch leaves the set out. */
function dimensionsOf(set: unknown, line: Line): Record<string, string> | undefined {
  if (!Array.isArray(set) || set.length > mostDimensions) return undefined;
  const entries = (set as unknown[]).map((name) => [String(name), own(line, String(name))] as const);
  return entries.every(([, value]) => typeof value === "string")
    ? Object.fromEntries(entries as [string, string][])
    : undefined;
}

function valuesOf(line: Line, name: unknown): number[] {
  const value = typeof name === "string" ? own(line, name) : undefined;
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.length > mostValues ? [] : values.filter((each) => typeof each === "number");
}

function own(line: Line, name: string): unknown {
  return Object.hasOwn(line, name) ? line[name] : undefined;
}

function parsed(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}
