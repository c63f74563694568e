import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Metric, type MetricArgs } from "@pulumi/awsx/classic/cloudwatch";
import type { WatchedApi, WatchedCanary, WatchedFunction, WatchedTable } from "./watched";

/** The arguments of an alarm that select its metric or its query. */
export type MetricPart = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  "namespace" | "metricName" | "dimensions" | "period" | "statistic" | "extendedStatistic" | "metricQueries"
>;

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** Dimensions of all calls of a function. */
export function ofFunction({ functionName }: WatchedFunction): Dimensions {
  return { FunctionName: functionName };
}

/**
 * Dimensions of the calls of a new version.
 *
 * Lambda sends metrics for each version that a weighted alias calls (Lambda Developer Guide, "Types of metrics").
 */
export function ofCanary({ functionName, canary }: WatchedCanary): Dimensions {
  return {
    FunctionName: functionName,
    Resource: pulumi.interpolate`${functionName}:${canary.alias}`,
    ExecutedVersion: canary.version,
  };
}

/** Dimensions of a stage. */
export function ofApi({ apiName, stageName }: WatchedApi): Dimensions {
  return { ApiName: apiName, Stage: stageName };
}

/** Returns the sum of a Lambda metric over a period. @param period in seconds */
export function callCount(dimensions: Dimensions, metricName: string, period: number): MetricPart {
  return { namespace: "AWS/Lambda", metricName, dimensions, period, statistic: "Sum" };
}

/** Returns the share of calls that fail, in percent of a minute. */
export function errorRate(dimensions: Dimensions): MetricPart {
  const query = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/Lambda", metricName, dimensions, period: 60, stat: "Sum" },
  });
  return {
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
  };
}

/** Returns the 99th percentile of a minute's durations, in milliseconds. */
export function slowestCalls(dimensions: Dimensions): MetricPart {
  return { namespace: "AWS/Lambda", metricName: "Duration", dimensions, period: 60, extendedStatistic: "p99" };
}

/** Returns a metric of a stage, per minute. Alarms of the API are classic: docs/decisions.md. */
export function stageMetric(
  api: WatchedApi,
  name: string,
  how: Pick<MetricArgs, "statistic" | "extendedStatistic">,
): Metric {
  return new Metric({ namespace: "AWS/ApiGateway", name, dimensions: ofApi(api), period: 60, ...how });
}

/**
 * Returns the sum of a DynamoDB metric over the operations in use, per minute.
 *
 * DynamoDB sends the metric per operation only. An alarm on the table name alone would never have data.
 */
export function sumOverOperations({ tableName, operations }: WatchedTable, metricName: string): MetricPart {
  return {
    metricQueries: [
      ...operations.map((operation, index) => ({
        id: `m${index}`,
        metric: {
          namespace: "AWS/DynamoDB",
          metricName,
          dimensions: { TableName: tableName, Operation: operation },
          period: 60,
          stat: "Sum",
        },
      })),
      {
        id: "total",
        label: metricName,
        // DynamoDB sends these metrics only when they are not zero, and its alarms ignore missing data. Without FILL an
        // alarm would never recover.
        expression: operations.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
        returnData: true,
      },
    ],
  };
}
