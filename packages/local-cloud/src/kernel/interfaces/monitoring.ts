/** Interfaces of CloudWatch for other services and for readers. */
import { serviceKey } from "../serviceRegistry";

export { topics, type Publication, type Topics } from "./topics";

/** A change of an alarm's state. */
export interface StateChange {
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** The current state of an alarm. */
export interface AlarmDescription {
  /** Logical name. */
  readonly label: string;
  readonly name: string;
  readonly arn: string;
  /** A sentence with the metric, its last value and the condition. */
  readonly meaning: string;
  /** Description in the program. */
  readonly description: string | undefined;
  /** Dimensions of the metrics that the alarm reads. */
  readonly watches: readonly Readonly<Record<string, string>>[];
  readonly actionsEnabled: boolean;
  /** Topic ARNs by the state that triggers them. */
  readonly actions: Readonly<Record<"ALARM" | "OK" | "INSUFFICIENT_DATA", readonly string[]>>;
  /** Values of the last evaluation, oldest first. */
  readonly recent: readonly number[];
  /** Name of the alarm that caused a composite alarm's last change. */
  readonly trigger: string | undefined;
  readonly state: string;
  readonly reason: string;
  readonly history: readonly StateChange[];
  /** False if the metric is not emulated; the state is then meaningless. */
  readonly evaluated: boolean;
}

/** Chart data of the metric that an alarm watches. */
export interface AlarmChart {
  readonly threshold: number;
  /** `GreaterThanThreshold`. */
  readonly comparison: string;
  /** Seconds. */
  readonly period: number;
  /** Oldest first. `at` is the start of the period, in epoch milliseconds of the run's clock. */
  readonly points: readonly { readonly at: number; readonly value: number | undefined }[];
}

export interface Alarms {
  /** Returns undefined for an unknown alarm or one without data points. @param label logical name */
  chart(label: string): AlarmChart | undefined;
  readonly descriptions: readonly AlarmDescription[];
  /** Evaluates all alarms, as CloudWatch does each minute. */
  evaluate(): void;
  /** Sets a state until the next evaluation. @throws Refusal for an invalid state. */
  setState(name: string, state: string, reason: string): void;
}

export const alarms = serviceKey<Alarms>("alarms");

/** A line of a chart. */
export interface Series {
  readonly label: string;
  /** One value for each period; undefined if the period has none. */
  readonly values: readonly (number | undefined)[];
  /** Reason why the line cannot be drawn locally; undefined if it can. */
  readonly notEvaluated: string | undefined;
}

/** A widget of a dashboard, with its current data. */
export interface Widget {
  readonly type: string;
  readonly title: string;
  /** In cells of CloudWatch's grid of 24 columns. */
  readonly position: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Only of text widgets. */
  readonly markdown: string | undefined;
  /** ARNs; only of alarm widgets. */
  readonly alarms: readonly string[];
  /** Period starts, in epoch milliseconds of the run's clock. */
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
  readonly descriptions: readonly DashboardDescription[];
}

export const dashboards = serviceKey<Dashboards>("dashboards");

/** A metric value, as in PutMetricData. */
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
  /** Returns undefined if the period has no value. @param start period start in epoch milliseconds */
  statistic(query: MetricQuery, start: number): number | undefined;
}

export const metrics = serviceKey<Metrics>("metrics");
