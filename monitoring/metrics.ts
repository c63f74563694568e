import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Metric, type MetricArgs } from "@pulumi/awsx/classic/cloudwatch";
import type {
  WatchedApi,
  WatchedCanary,
  WatchedConsumer,
  WatchedFunction,
  WatchedMethod,
  WatchedTable,
  WatchedWorkflow,
} from "./watched";

/** The arguments of an alarm that select its metric or its query. */
export type MetricPart = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  "namespace" | "metricName" | "dimensions" | "period" | "statistic" | "extendedStatistic" | "metricQueries"
>;

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** Returns the dimensions of all calls of a function. */
export function ofFunction({ functionName }: Pick<WatchedFunction, "functionName">): Dimensions {
  return { FunctionName: functionName };
}

/**
 * Returns the dimensions of the calls of a new version. Lambda publishes metrics for each version of a weighted alias
 * (Lambda Developer Guide, "Types of metrics for Lambda functions").
 */
export function ofCanary({ functionName, canary }: WatchedCanary): Dimensions {
  return {
    FunctionName: functionName,
    Resource: pulumi.interpolate`${functionName}:${canary.alias}`,
    ExecutedVersion: canary.version,
  };
}

/** Returns the dimensions of a stage. */
export function ofApi({ apiName, stageName }: WatchedApi): Dimensions {
  return { ApiName: apiName, Stage: stageName };
}

/** Returns the dimensions of one method of a stage. */
export function ofMethod({ apiName, stageName, route }: WatchedMethod): Dimensions {
  return { ApiName: apiName, Method: route.method, Resource: route.path, Stage: stageName };
}

/** Returns a metric of a method, per minute. */
export function methodMetric(
  watched: WatchedMethod,
  metricName: string,
  aggregation: Pick<MetricPart, "statistic" | "extendedStatistic">,
): MetricPart {
  return { namespace: "AWS/ApiGateway", metricName, dimensions: ofMethod(watched), period: 60, ...aggregation };
}

/** Returns the sum of a Lambda metric over a period. @param period in seconds */
export function callCount(dimensions: Dimensions, metricName: string, period: number): MetricPart {
  return { namespace: "AWS/Lambda", metricName, dimensions, period, statistic: "Sum" };
}

/** Returns the percentage of calls in a minute that fail. */
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
        // Without IF, a minute without calls would divide by zero and have no data point.
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

/**
 * Returns the greatest age of the records that a stream passed to a function in 5 minutes, in milliseconds (Lambda
 * Developer Guide, "Types of metrics for Lambda functions").
 */
export function iteratorAge({ functionName }: WatchedConsumer): MetricPart {
  const dimensions = { FunctionName: functionName };
  return { namespace: "AWS/Lambda", metricName: "IteratorAge", dimensions, period: 300, statistic: "Maximum" };
}

/** Returns the maximum of a queue's metric in 5 minutes. */
export function queueMaximum(
  queueName: pulumi.Input<string> | undefined,
  metricName: "ApproximateAgeOfOldestMessage" | "ApproximateNumberOfMessagesVisible",
): MetricPart {
  const dimensions = { QueueName: queueName ?? "" };
  return { namespace: "AWS/SQS", metricName, dimensions, period: 300, statistic: "Maximum" };
}

/**
 * Returns the sum of a workflow's metric in 5 minutes (Step Functions Developer Guide, "Monitoring Step Functions metrics
 * using Amazon CloudWatch").
 */
export function executionCount(
  { machineArn }: WatchedWorkflow,
  metricName: "ExecutionsFailed" | "ExecutionsTimedOut" | "ExecutionThrottled",
): MetricPart {
  const dimensions = { StateMachineArn: machineArn };
  return { namespace: "AWS/States", metricName, dimensions, period: 300, statistic: "Sum" };
}

/** Returns a metric of a stage, per minute, for an alarm of `awsx.classic` (docs/decisions.md). */
export function stageMetric(
  api: WatchedApi,
  name: string,
  aggregation: Pick<MetricArgs, "statistic" | "extendedStatistic">,
): Metric {
  return new Metric({ namespace: "AWS/ApiGateway", name, dimensions: ofApi(api), period: 60, ...aggregation });
}

/**
 * Returns the sum of a DynamoDB metric over the operations in use, per minute.
 *
 * DynamoDB publishes the metric for each operation, not for the table. An alarm on the table would never have data.
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
        // DynamoDB publishes these metrics only if they are not zero, and alarms on them ignore missing data. Without
        // FILL, an alarm would never recover.
        expression: operations.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
        returnData: true,
      },
    ],
  };
}
