/** What CloudWatch and SNS offer to the other services, and to those who read a run. */
import { port } from "./ports";

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

export const topics = port<Topics>("topics");

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

export interface Alarms {
  readonly described: readonly AlarmDescription[];
  /** Evaluates all of them now, as each minute does. */
  evaluate(): void;
  /** Puts an alarm into a state until it is evaluated again. @throws Refusal for a state that there is none of */
  setState(name: string, state: string, reason: string): void;
}

export const alarms = port<Alarms>("alarms");

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

export const metrics = port<Metrics>("metrics");
