import * as aws from "@pulumi/aws";
import { errorRate, slowestCalls } from "./callMetrics";
import { actions, described, type AlarmContext, type WatchedFunction } from "./watched";

/**
 * Errors, error rate, slowness and throttles of one function.
 *
 * Plain alarms and not those of `awsx.classic.cloudwatch`, as the API's are: a classic alarm takes five times as long
 * to declare, and these are declared for each route (docs/decisions.md).
 */
export function createFunctionAlarms(context: AlarmContext, fn: WatchedFunction): aws.cloudwatch.MetricAlarm[] {
  return [
    createErrorAlarm(context, fn),
    createErrorRateAlarm(context, fn),
    createDurationAlarm(context, fn),
    createThrottleAlarm(context, fn),
  ];
}

function metric({ functionName }: WatchedFunction, metricName: string) {
  return { namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: functionName } };
}

function createErrorAlarm(context: AlarmContext, fn: WatchedFunction): aws.cloudwatch.MetricAlarm {
  const { errors } = context.thresholds;
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-errors-${fn.name}`,
    {
      ...metric(fn, "Errors"),
      ...described(
        context,
        "function-errors",
        `${fn.name} failed more than ${errors} times in 5 minutes, twice in a row`,
      ),
      period: 300,
      statistic: "Sum",
      threshold: errors,
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 2,
      // No calls, no errors.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    context.opts,
  );
}

function createErrorRateAlarm(context: AlarmContext, fn: WatchedFunction): aws.cloudwatch.MetricAlarm {
  const { errorRatePercent } = context.thresholds;
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-error-rate-${fn.name}`,
    {
      ...described(
        context,
        "function-errors",
        `More than ${errorRatePercent} % of the calls of ${fn.name} fail, in 3 of 5 minutes`,
      ),
      ...errorRate({ FunctionName: fn.functionName }, errorRatePercent),
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // No calls, no failing share of them.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    context.opts,
  );
}

function createDurationAlarm(context: AlarmContext, fn: WatchedFunction): aws.cloudwatch.MetricAlarm {
  const { durationP99Millis } = context.thresholds;
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-duration-${fn.name}`,
    {
      ...slowestCalls({ FunctionName: fn.functionName }, durationP99Millis),
      ...described(
        context,
        "slow-functions",
        `The slowest 1 % of the calls of ${fn.name} take over ${durationP99Millis} ms, in 3 of 5 minutes`,
      ),
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // No calls, nothing slow.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    context.opts,
  );
}

function createThrottleAlarm(context: AlarmContext, fn: WatchedFunction): aws.cloudwatch.MetricAlarm {
  const { throttles } = context.thresholds;
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-throttles-${fn.name}`,
    {
      ...metric(fn, "Throttles"),
      ...described(
        context,
        "throttled-functions",
        `Lambda refused more than ${throttles} calls of ${fn.name} in a minute`,
      ),
      period: 60,
      statistic: "Sum",
      threshold: throttles,
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      // No calls, no throttles.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    context.opts,
  );
}
