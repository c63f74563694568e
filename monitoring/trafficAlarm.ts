import * as aws from "@pulumi/aws";
import { describe, notify, type AlarmContext } from "./alarms";
import { ofApi } from "./metrics";
import type { WatchedApi } from "./watched";

/** Declares an anomaly alarm on the number of requests. CloudWatch derives the expected band from two weeks of data. */
export function createTrafficAlarm(context: AlarmContext, api: WatchedApi): aws.cloudwatch.MetricAlarm {
  const requests = { namespace: "AWS/ApiGateway", metricName: "Count", dimensions: ofApi(api) };
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-traffic`,
    {
      ...describe(context, "unusual-traffic", "The number of requests is unusual for this time of the week"),
      comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
      thresholdMetricId: "band",
      evaluationPeriods: 3,
      metricQueries: [
        { id: "requests", metric: { ...requests, period: 300, stat: "Sum" }, returnData: true },
        { id: "band", label: "Usual traffic", expression: "ANOMALY_DETECTION_BAND(requests, 3)", returnData: true },
      ],
      // API Gateway publishes no Count without requests, so the alarm keeps its state.
      treatMissingData: "ignore",
      ...notify(context),
    },
    context.opts,
  );
}
