/** What CloudWatch and SNS offer to the other services, and to those who read a run. */
import { serviceKey } from "./serviceRegistry";

/** A message for those who have subscribed to a topic. */
export interface Publication {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
  /** Who publishes, `cloudwatch.amazonaws.com`, and for which resource. */
  readonly service: string;
  readonly sourceArn: string;
}

export interface Topics {
  /** @returns why AWS would refuse it; undefined when it is delivered. */
  publish(publication: Publication): string | undefined;
}

export const topics = serviceKey<Topics>("topics");

/** A change of an alarm's state. */
export interface StateChange {
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** An alarm, as it is now. */
export interface AlarmDescription {
  /** Logical name. */
  readonly label: string;
  readonly name: string;
  readonly arn: string;
  /** What it watches, what it counted last and when it fires, in plain words. */
  readonly meaning: string;
  /** As the program declares it. */
  readonly description: string | undefined;
  /** The dimensions of the metrics that it reads. */
  readonly watches: readonly Readonly<Record<string, string>>[];
  readonly actionsEnabled: boolean;
  /** ARNs of topics by the state that they are told of. */
  readonly actions: Readonly<Record<"ALARM" | "OK" | "INSUFFICIENT_DATA", readonly string[]>>;
  /** The values that its last evaluation counted, oldest first. */
  readonly recent: readonly number[];
  /** Of a composite alarm: the name of the alarm whose change changed it. */
  readonly trigger: string | undefined;
  readonly state: string;
  readonly reason: string;
  readonly history: readonly StateChange[];
  /** False for one that watches what is not evaluated here; its state says nothing. */
  readonly evaluated: boolean;
}

/** What an alarm watches, as a chart. */
export interface AlarmChart {
  readonly threshold: number;
  /** `GreaterThanThreshold`. */
  readonly comparison: string;
  /** Seconds. */
  readonly period: number;
  /** Oldest first; `at` is the period's begin in epoch milliseconds of the run's clock. */
  readonly points: readonly { readonly at: number; readonly value: number | undefined }[];
}

export interface Alarms {
  /** Undefined for an unknown alarm, and one that is not evaluated from points. @param label logical name */
  chart(label: string): AlarmChart | undefined;
  readonly described: readonly AlarmDescription[];
  /** Evaluates all of them now, as each minute does. */
  evaluate(): void;
  /** Puts an alarm into a state until it is evaluated again. @throws Refusal for a state that there is none of */
  setState(name: string, state: string, reason: string): void;
}

export const alarms = serviceKey<Alarms>("alarms");

/** A line of a chart. */
export interface Series {
  readonly label: string;
  /** One for each period; undefined where it has none. */
  readonly values: readonly (number | undefined)[];
  /** Why it is not drawn here, where it is not. */
  readonly notEvaluated: string | undefined;
}

/** A part of a dashboard, with what it shows now. */
export interface Widget {
  readonly type: string;
  readonly title: string;
  /** On the grid of 24 columns. */
  readonly position: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Of a text. */
  readonly markdown: string | undefined;
  /** ARNs, of a widget of alarms. */
  readonly alarms: readonly string[];
  /** The begins of the periods, in epoch milliseconds of the run's clock. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly lines: readonly { readonly label: string; readonly value: number }[];
  readonly stacked: boolean;
}

export interface DashboardDescription {
  /** Logical name. */
  readonly label: string;
  readonly name: string;
  readonly widgets: readonly Widget[];
}

export interface Dashboards {
  readonly described: readonly DashboardDescription[];
}

export const dashboards = serviceKey<Dashboards>("dashboards");

/** A value of a metric, as PutMetricData takes it. */
export interface MetricValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
}

export interface MetricQuery extends Pick<MetricValue, "namespace" | "name" | "dimensions"> {
  /** Seconds. */
  readonly period: number;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99` or `p99.9`. */
  readonly stat: string;
}

export interface Metrics {
  put(value: MetricValue): void;
  /** Undefined where the period has no value. @param start epoch milliseconds of the period's begin */
  statistic(query: MetricQuery, start: number): number | undefined;
}

export const metrics = serviceKey<Metrics>("metrics");
