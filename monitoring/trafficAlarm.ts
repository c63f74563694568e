import * as aws from "@pulumi/aws";
import { describe, notify, type AlarmContext } from "./alarms";
import { ofApi } from "./metrics";
import type { WatchedApi } from "./watched";

/** Declares the alarm on traffic outside the band that CloudWatch learns from two weeks of requests. */
export function createTrafficAlarm(context: AlarmContext, api: WatchedApi): aws.cloudwatch.MetricAlarm {
  const requests = { namespace: "AWS/ApiGateway", metricName: "Count", dimensions: ofApi(api) };
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-traffic`,
    {
      ...describe(
        context,
        "unusual-traffic",
        "The number of requests is outside what is usual at this time of the week",
      ),
      comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
      thresholdMetricId: "band",
      evaluationPeriods: 3,
      metricQueries: [
        { id: "requests", metric: { ...requests, period: 300, stat: "Sum" }, returnData: true },
        { id: "band", label: "Usual traffic", expression: "ANOMALY_DETECTION_BAND(requests, 3)", returnData: true },
      ],
      // API Gateway sends no Count without requests, so the band cannot rate silence.
      treatMissingData: "ignore",
      ...notify(context),
    },
    context.opts,
  );
}
