import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import { actions, type AlarmContext, type WatchedFunction } from "./watched";

/** Errors, error rate, slowness and throttles of one function. */
export function createFunctionAlarms(context: AlarmContext, fn: WatchedFunction): void {
  const { name, thresholds, opts } = context;
  const metric = (metricName: string, period: number) =>
    new awsx.classic.cloudwatch.Metric({
      namespace: "AWS/Lambda",
      name: metricName,
      dimensions: { FunctionName: fn.functionName },
      period,
    });

  metric("Errors", 300)
    .withStatistic("Sum")
    .createAlarm(
      `${name}-errors-${fn.name}`,
      {
        threshold: thresholds.errors,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 2,
        // No calls, no errors.
        treatMissingData: "notBreaching",
        ...actions(context),
      },
      opts,
    );

  createErrorRateAlarm(context, fn);

  metric("Duration", 60)
    .withExtendedStatistic(99)
    .createAlarm(
      `${name}-duration-${fn.name}`,
      {
        threshold: thresholds.durationP99Millis,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
        // A p99 of a handful of calls is one call.
        evaluateLowSampleCountPercentiles: "ignore",
        // No calls, nothing slow.
        treatMissingData: "notBreaching",
        ...actions(context),
      },
      opts,
    );

  metric("Throttles", 60)
    .withStatistic("Sum")
    .createAlarm(
      `${name}-throttles-${fn.name}`,
      {
        threshold: thresholds.throttles,
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        // No calls, no throttles.
        treatMissingData: "notBreaching",
        ...actions(context),
      },
      opts,
    );
}

/** Metric math, which classic alarms do not know. */
function createErrorRateAlarm(context: AlarmContext, fn: WatchedFunction): void {
  const { name, thresholds, opts } = context;
  const query = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: "AWS/Lambda",
      metricName,
      dimensions: { FunctionName: fn.functionName },
      period: 60,
      stat: "Sum",
    },
  });
  new aws.cloudwatch.MetricAlarm(
    `${name}-error-rate-${fn.name}`,
    {
      alarmDescription: `More than ${thresholds.errorRatePercent} % of the calls of ${fn.name} fail`,
      comparisonOperator: "GreaterThanThreshold",
      threshold: thresholds.errorRatePercent,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      metricQueries: [
        query("errors", "Errors"),
        query("invocations", "Invocations"),
        {
          id: "rate",
          label: "Error rate (%)",
          // Without IF, a minute without calls would divide by zero and drop its point.
          expression: "IF(invocations > 0, 100 * errors / invocations, 0)",
          returnData: true,
        },
      ],
      // No calls, no failing share of them.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    opts,
  );
}
