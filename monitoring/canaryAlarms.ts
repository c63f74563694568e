import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { errorRate, slowestCalls, type Dimensions } from "./callMetrics";
import { actions, described, type AlarmContext, type WatchedFunction } from "./watched";

/**
 * Failures and slowness of a new version that gets a share of its function's calls. Two minutes in a row: whoever takes
 * it back waits for them.
 */
export function createCanaryAlarms(context: AlarmContext, fn: WatchedFunction): aws.cloudwatch.MetricAlarm[] {
  const { canary } = fn;
  if (canary === undefined) return [];
  // Lambda sends these metrics for each version that an alias with shares calls (Lambda metrics and dimensions).
  const dimensions = {
    FunctionName: fn.functionName,
    Resource: pulumi.interpolate`${fn.functionName}:${canary.alias}`,
    ExecutedVersion: canary.version,
  };
  return [createErrorRateAlarm(context, fn, dimensions), createDurationAlarm(context, fn, dimensions)];
}

const runbookEntry = "a-new-version-fails";

const rule = {
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 2,
  // No calls, nothing wrong.
  treatMissingData: "notBreaching",
};

function createErrorRateAlarm(context: AlarmContext, fn: WatchedFunction, dimensions: Dimensions) {
  const { errorRatePercent } = context.thresholds;
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-canary-error-rate-${fn.name}`,
    {
      ...rule,
      ...described(
        context,
        runbookEntry,
        `More than ${errorRatePercent} % of the calls of the new version of ${fn.name} fail, in 2 minutes`,
      ),
      ...errorRate(dimensions, errorRatePercent),
      ...actions(context),
    },
    context.opts,
  );
}

function createDurationAlarm(context: AlarmContext, fn: WatchedFunction, dimensions: Dimensions) {
  const { durationP99Millis } = context.thresholds;
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-canary-duration-${fn.name}`,
    {
      ...rule,
      ...described(
        context,
        runbookEntry,
        `The slowest 1 % of the calls of the new version of ${fn.name} take over ${durationP99Millis} ms`,
      ),
      ...slowestCalls(dimensions, durationP99Millis),
      ...actions(context),
    },
    context.opts,
  );
}
