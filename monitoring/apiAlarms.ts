import * as aws from "@pulumi/aws";
import { Metric, type MetricArgs } from "@pulumi/awsx/classic/cloudwatch";
import { actions, described, type AlarmContext, type WatchedApi } from "./watched";

/** Server errors, latency and unusual traffic of one stage. */
export function createApiAlarms(context: AlarmContext, api: WatchedApi): aws.cloudwatch.MetricAlarm[] {
  const { name, thresholds, opts } = context;
  const dimensions = { ApiName: api.apiName, Stage: api.stageName };
  const metric = (name: string, how: Pick<MetricArgs, "statistic" | "extendedStatistic">) =>
    new Metric({ namespace: "AWS/ApiGateway", name, dimensions, period: 60, ...how });

  // The average of 5XXError is the share of requests that it counts (API Gateway metrics and dimensions).
  const errors = metric("5XXError", { statistic: "Average" }).createAlarm(
    `${name}-server-errors`,
    {
      ...described(
        context,
        "server-errors",
        `More than ${thresholds.serverErrorRatePercent} % of the answers are 5XX, in 3 of 5 minutes`,
      ),
      threshold: thresholds.serverErrorRatePercent / 100,
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // No requests, no failing share of them.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    opts,
  );

  const latency = metric("Latency", { extendedStatistic: 99 }).createAlarm(
    `${name}-latency`,
    {
      ...described(
        context,
        "slow-requests",
        `The slowest 1 % of requests take over ${thresholds.latencyP99Millis} ms, in 3 of 5 minutes`,
      ),
      threshold: thresholds.latencyP99Millis,
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // A p99 of a handful of requests is one request.
      evaluateLowSampleCountPercentiles: "ignore",
      // No requests, nothing slow.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    opts,
  );

  return [errors, latency, createTrafficAlarm(context, dimensions)];
}

/** Traffic outside the band that CloudWatch learns from two weeks of it; classic alarms know no bands. */
function createTrafficAlarm(
  context: AlarmContext,
  dimensions: Record<string, aws.types.input.cloudwatch.MetricAlarmMetricQueryMetric["metricName"]>,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-traffic`,
    {
      ...described(
        context,
        "unusual-traffic",
        "The number of requests is outside what is usual at this time of the week",
      ),
      comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
      thresholdMetricId: "band",
      evaluationPeriods: 3,
      metricQueries: [
        {
          id: "requests",
          metric: { namespace: "AWS/ApiGateway", metricName: "Count", dimensions, period: 300, stat: "Sum" },
          returnData: true,
        },
        { id: "band", label: "Usual traffic", expression: "ANOMALY_DETECTION_BAND(requests, 3)", returnData: true },
      ],
      // An API without any requests sends no Count: whether silence is unusual, the band cannot say.
      treatMissingData: "ignore",
      ...actions(context),
    },
    context.opts,
  );
}
