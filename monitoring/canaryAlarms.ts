import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
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

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

const rule = {
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 2,
  // No calls, nothing wrong.
  treatMissingData: "notBreaching",
};

function createErrorRateAlarm(context: AlarmContext, fn: WatchedFunction, dimensions: Dimensions) {
  const { errorRatePercent } = context.thresholds;
  const query = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/Lambda", metricName, dimensions, period: 60, stat: "Sum" },
  });
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-canary-error-rate-${fn.name}`,
    {
      ...rule,
      ...described(
        context,
        runbookEntry,
        `More than ${errorRatePercent} % of the calls of the new version of ${fn.name} fail, in 2 minutes`,
      ),
      metricQueries: [
        query("errors", "Errors"),
        query("invocations", "Invocations"),
        {
          id: "rate",
          label: "Error rate (%)",
          expression: "IF(invocations > 0, 100 * errors / invocations, 0)",
          returnData: true,
        },
      ],
      threshold: errorRatePercent,
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
      namespace: "AWS/Lambda",
      metricName: "Duration",
      dimensions,
      period: 60,
      extendedStatistic: "p99",
      threshold: durationP99Millis,
      // A p99 of a handful of calls is one call.
      evaluateLowSampleCountPercentiles: "ignore",
      ...actions(context),
    },
    context.opts,
  );
}
