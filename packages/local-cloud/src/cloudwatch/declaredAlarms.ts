import type { MetricQuery } from "../kernel/interfaces/monitoring";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { parseRule, type AlarmRule } from "./alarmRule";
import { isComparison, type Comparison, type MissingData } from "./evaluate";
import { parseExpression, UnknownExpression, type Expression } from "./expression";
import type { MetricStore } from "./metricStore";
import { percentileOf } from "./statistics";

/** A declared alarm. */
export interface AlarmDeclaration {
  /** Logical name. */
  readonly label: string;
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly watched: AlarmInput;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
  readonly actionsEnabled: boolean;
  /** Topic ARNs by the state that triggers them. */
  readonly actions: Readonly<Record<"ALARM" | "OK" | "INSUFFICIENT_DATA", readonly string[]>>;
}

/** Input of an alarm: data points, a rule, or the reason why it is not evaluated locally. */
export type AlarmInput = Points | { readonly rule: AlarmRule } | { readonly notEvaluated: string };

export interface Points {
  readonly comparison: Comparison;
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  /** Metrics that the alarm reads. */
  readonly metrics: readonly MetricQuery[];
  /** Returns the value of the period that starts at `start`; undefined if it has no value. */
  readonly pointOf: (store: MetricStore, start: number) => number | undefined;
  /** Returns true if a percentile has too few samples to be evaluated; the state then stays unchanged. */
  readonly isLowSample: (store: MetricStore, start: number) => boolean;
}

/** Returns the alarms of a program. @throws UserError for an invalid rule. */
export function declaredAlarms(resources: readonly Declared[]): AlarmDeclaration[] {
  return [
    ...ofType(resources, "aws:cloudwatch/metricAlarm:MetricAlarm").map((alarm) => alarmOf(alarm, inputOf(alarm.state))),
    ...ofType(resources, "aws:cloudwatch/compositeAlarm:CompositeAlarm").map((alarm) =>
      alarmOf(alarm, { rule: parseRule(alarm.name, String(alarm.state["alarmRule"])) }),
    ),
  ];
}

function alarmOf({ name: label, state }: Declared, watched: AlarmInput): AlarmDeclaration {
  const number = (key: string, fallback: number) => (state[key] as number | undefined) ?? fallback;
  const evaluationPeriods = number("evaluationPeriods", 1);
  const texts = (key: string) => (state[key] ?? []) as string[];
  // For DynamoDB metrics, this applies whatever is declared (CloudWatch User Guide, "How CloudWatch alarms treat
  // missing data").
  const treatMissingData = state["namespace"] === "AWS/DynamoDB" ? "ignore" : (state["treatMissingData"] ?? "missing");
  return {
    label,
    name: String(state["name"]),
    arn: String(state["arn"]),
    description: state["alarmDescription"] as string | undefined,
    watched,
    evaluationPeriods,
    datapointsToAlarm: number("datapointsToAlarm", evaluationPeriods),
    treatMissingData: treatMissingData as MissingData,
    actionsEnabled: state["actionsEnabled"] !== false,
    actions: {
      ALARM: texts("alarmActions"),
      OK: texts("okActions"),
      INSUFFICIENT_DATA: texts("insufficientDataActions"),
    },
  };
}

function inputOf(state: Properties): AlarmInput {
  const comparison = String(state["comparisonOperator"]);
  if (!isComparison(comparison)) return { notEvaluated: `${comparison} compares with a band that CloudWatch learns` };
  const threshold = Number(state["threshold"] ?? 0);
  const queries = state["metricQueries"] as readonly Query[] | undefined;
  if (queries !== undefined && queries.length > 0) return ofQueries(queries, { comparison, threshold });
  const query = queryOf(state, String(state["statistic"] ?? state["extendedStatistic"]));
  return {
    comparison,
    threshold,
    period: query.period,
    metrics: [query],
    pointOf: (store, start) => store.statistic(query, start),
    isLowSample: (store, start) =>
      state["evaluateLowSampleCountPercentiles"] === "ignore" && isLowSample(query, store.samples(query, start)),
  };
}

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly metric?: Properties;
  readonly returnData?: boolean;
}

function ofQueries(queries: readonly Query[], rule: Pick<Points, "comparison" | "threshold">): AlarmInput {
  const metrics = queries.flatMap(({ id, metric }) =>
    metric === undefined ? [] : [{ id, query: queryOf(metric, String(metric["stat"])) }],
  );
  const [first] = metrics;
  const shown = queries.find(({ returnData }) => returnData === true) ?? queries.at(-1)!;
  const expression = expressionOf(shown);
  if (typeof expression === "string") return { notEvaluated: expression };
  return {
    ...rule,
    period: first?.query.period ?? 60,
    metrics: metrics.map(({ query }) => query),
    pointOf: (store, start) =>
      expression(Object.fromEntries(metrics.map(({ id, query }) => [id, store.statistic(query, start)]))),
    isLowSample: () => false,
  };
}

/** Returns the expression of a query. For a metric, that is its value. @returns a reason if it cannot be evaluated. */
function expressionOf({ id, expression }: Query): Expression | string {
  try {
    return parseExpression(expression ?? id);
  } catch (error) {
    if (error instanceof UnknownExpression) return `the expression ${error.message} is not supported locally`;
    throw error;
  }
}

function queryOf(metric: Properties, stat: string): MetricQuery {
  return {
    namespace: String(metric["namespace"]),
    name: String(metric["metricName"]),
    dimensions: (metric["dimensions"] ?? {}) as Record<string, string>,
    period: (metric["period"] as number | undefined) ?? 60,
    stat,
  };
}

/**
 * CloudWatch User Guide, "Percentile-based alarms and low data samples": 10 / (1 - p) for p >= 0.5, otherwise 10 / p.
 */
function isLowSample({ stat }: MetricQuery, samples: number): boolean {
  const share = percentileOf(stat);
  if (share === undefined) return false;
  return samples < 10 / (share >= 0.5 ? 1 - share : share) - 1e-6;
}
