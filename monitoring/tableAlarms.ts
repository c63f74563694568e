import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { actions, described, type AlarmContext, type WatchedTable } from "./watched";

/** Ten metrics to an alarm (CloudWatch quotas), one of them the sum. */
const maxOperations = 9;

/**
 * Throttled requests and system errors of a table, summed over its operations: DynamoDB sends both only per
 * operation, so an alarm on the table name alone would never see data.
 *
 * @throws pulumi.RunError above nine operations.
 */
export function createTableAlarms(context: AlarmContext, table: WatchedTable): aws.cloudwatch.MetricAlarm[] {
  const { operations } = table;
  // Nobody uses it, and an alarm on no metric is refused.
  if (operations.length === 0) return [];
  if (operations.length > maxOperations) {
    throw new pulumi.RunError(
      `the alarms of ${table.name} sum ${operations.length} operations (${operations.join(", ")}), ` +
        `and a CloudWatch alarm holds at most ${maxOperations} beside their sum`,
    );
  }
  const { name, thresholds } = context;
  return [
    createSumAlarm(context, table, {
      alarm: `${name}-${table.name}-throttled-requests`,
      metricName: "ThrottledRequests",
      threshold: thresholds.tableThrottledRequests,
      entry: "throttled-tables",
      description: "DynamoDB throttles requests",
    }),
    createSumAlarm(context, table, {
      alarm: `${name}-${table.name}-system-errors`,
      metricName: "SystemErrors",
      threshold: thresholds.tableSystemErrors,
      entry: "table-errors",
      description: "DynamoDB answers requests with an error of its own",
    }),
  ];
}

interface Sum {
  readonly alarm: string;
  readonly metricName: string;
  readonly threshold: number;
  readonly entry: string;
  readonly description: string;
}

function createSumAlarm(
  context: AlarmContext,
  { tableName, operations }: WatchedTable,
  sum: Sum,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    sum.alarm,
    {
      ...described(context, sum.entry, sum.description),
      comparisonOperator: "GreaterThanThreshold",
      threshold: sum.threshold,
      evaluationPeriods: 1,
      metricQueries: [
        ...operations.map((operation, index) => ({
          id: `m${index}`,
          metric: {
            namespace: "AWS/DynamoDB",
            metricName: sum.metricName,
            dimensions: { TableName: tableName, Operation: operation },
            period: 60,
            stat: "Sum",
          },
        })),
        {
          id: "total",
          label: sum.metricName,
          // DynamoDB sends these metrics only when they are not zero, and its alarms ignore missing data: without
          // FILL an alarm would never recover.
          expression: operations.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
          returnData: true,
        },
      ],
      // Nothing sent is nothing throttled.
      treatMissingData: "notBreaching",
      ...actions(context),
    },
    context.opts,
  );
}
