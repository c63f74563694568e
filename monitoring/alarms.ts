import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Metric } from "@pulumi/awsx/classic/cloudwatch";
import type { MetricPart } from "./metrics";

/** Thresholds of the alarms. An alarm fires above its threshold. */
export interface AlarmThresholds {
  /** Failed invocations of a function in 5 minutes. */
  readonly errors: number;
  readonly errorRatePercent: number;
  readonly durationP99Millis: number;
  /** Throttled invocations of a function in a minute. */
  readonly throttles: number;
  readonly serverErrorRatePercent: number;
  readonly latencyP99Millis: number;
  /** Requests in a minute, over all operations. */
  readonly tableThrottledRequests: number;
  readonly tableSystemErrors: number;
  readonly iteratorAgeMillis: number;
  readonly oldestMessageSeconds: number;
  /** Messages that wait in a queue. */
  readonly queueDepth: number;
  readonly deadLetters: number;
  readonly deadLetterAgeSeconds: number;
  /** Executions of a workflow in 5 minutes. */
  readonly executionsFailed: number;
  readonly executionsTimedOut: number;
  /** Throttled states of a workflow in 5 minutes. */
  readonly executionsThrottled: number;
}

/** Values that all alarms share. */
export interface AlarmContext {
  /** Prefix of the logical names. */
  readonly name: string;
  readonly topic: aws.sns.Topic;
  readonly thresholds: AlarmThresholds;
  /** URL or path of docs/runbook.md. */
  readonly runbook: string;
  readonly opts: pulumi.CustomResourceOptions;
}

/** One row of `alarmTable.ts`: an alarm on each function, canary, API, table, consumer or workflow. */
export interface AlarmRow<Watched> {
  /** Logical name without the prefix. Permanent: another name replaces the alarm. */
  readonly name: (watched: Watched) => string;
  /** Anchor of an entry in docs/runbook.md. */
  readonly runbookEntry: string;
  readonly threshold: keyof AlarmThresholds;
  /** 100 if the threshold is in percent and the metric is a fraction; defaults to 1. */
  readonly thresholdDivisor?: number;
  /** First sentence of the description, without its full stop. */
  readonly sentence: (watched: Watched, threshold: number) => string;
  /** Returns the metric, or the query, that CloudWatch compares with the threshold. */
  readonly metric: (watched: Watched) => MetricPart | Metric;
  readonly window: AlarmWindow;
}

/** Periods that CloudWatch evaluates. */
export interface AlarmWindow {
  readonly evaluationPeriods: number;
  /** Number of periods that must breach; defaults to `evaluationPeriods`. */
  readonly datapointsToAlarm?: number;
  readonly evaluateLowSampleCountPercentiles?: "ignore";
}

export function createAlarms<Watched>(
  context: AlarmContext,
  rows: readonly AlarmRow<Watched>[],
  watched: Watched,
): aws.cloudwatch.MetricAlarm[] {
  return rows.map((row) => createAlarm(context, row, watched));
}

function createAlarm<Watched>(context: AlarmContext, row: AlarmRow<Watched>, watched: Watched) {
  const name = `${context.name}-${row.name(watched)}`;
  const threshold = context.thresholds[row.threshold];
  const metric = row.metric(watched);
  const rule = {
    ...describe(context, row.runbookEntry, row.sentence(watched, threshold)),
    ...row.window,
    threshold: threshold / (row.thresholdDivisor ?? 1),
    comparisonOperator: "GreaterThanThreshold" as const,
    // Without calls there are no data points, which is not a fault.
    treatMissingData: "notBreaching" as const,
    ...notify(context),
  };
  return metric instanceof Metric
    ? metric.createAlarm(name, rule, context.opts)
    : new aws.cloudwatch.MetricAlarm(name, { ...metric, ...rule }, context.opts);
}

/** Returns a description that ends with the link to a runbook entry. */
export function describe({ runbook }: AlarmContext, runbookEntry: string, sentence: string) {
  return { alarmDescription: `${sentence}. ${runbook}#${runbookEntry}` };
}

/** Returns the actions of an alarm. Alarm and recovery are published to the same topic. */
export function notify({ topic }: AlarmContext) {
  return { alarmActions: [topic.arn], okActions: [topic.arn] };
}
