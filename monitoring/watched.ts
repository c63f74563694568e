import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A function to watch. */
export interface WatchedFunction {
  /** Names the alarms; permanent. */
  readonly name: string;
  readonly functionName: pulumi.Input<string>;
  readonly logGroupName: pulumi.Input<string>;
  /** The method of the API that calls it. */
  readonly method: string;
  readonly path: string;
  /** Its new version, while that gets a share of its calls. */
  readonly canary?: { readonly alias: pulumi.Input<string>; readonly version: pulumi.Input<string> };
}

/** A stage of a REST API to watch. */
export interface WatchedApi {
  readonly apiName: pulumi.Input<string>;
  readonly stageName: pulumi.Input<string>;
}

/** A table to watch. */
export interface WatchedTable {
  /** The part of its alarms' names that tells it; permanent. */
  readonly name: string;
  readonly tableName: pulumi.Input<string>;
  /** Data operations in use, as DynamoDB names them in its metrics: `GetItem`, `Scan`. */
  readonly operations: readonly string[];
}

/** An alarm fires above its threshold. */
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
}

/** What every alarm factory needs: prefix of its names, whom to tell, and the parent. */
export interface AlarmContext {
  readonly name: string;
  readonly topic: aws.sns.Topic;
  readonly thresholds: AlarmThresholds;
  /** Where docs/runbook.md is read: a URL, or its path. */
  readonly runbook: string;
  readonly opts: pulumi.CustomResourceOptions;
}

/**
 * What an alarm says of itself: a sentence, and where to read on.
 *
 * @param entry the anchor of its entry in docs/runbook.md.
 */
export function described({ runbook }: AlarmContext, entry: string, sentence: string) {
  return { alarmDescription: `${sentence}. ${runbook}#${entry}` };
}

/** Alarm and recovery go to the same topic. */
export function actions({ topic }: AlarmContext) {
  return { alarmActions: [topic.arn], okActions: [topic.arn] };
}
