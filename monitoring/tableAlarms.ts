import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tableAlarms } from "./alarmTable";
import { createAlarms, type AlarmContext } from "./alarms";
import type { WatchedTable } from "./watched";

/** CloudWatch allows ten metrics in an alarm (CloudWatch quotas). One of them is the sum. */
const maxOperations = 9;

/**
 * Declares the alarms of a table. A table without operations has none, because CloudWatch rejects an alarm without metrics.
 *
 * @throws pulumi.RunError above nine operations.
 */
export function createTableAlarms(context: AlarmContext, table: WatchedTable): aws.cloudwatch.MetricAlarm[] {
  const { name, operations } = table;
  if (operations.length === 0) return [];
  if (operations.length > maxOperations) {
    throw new pulumi.RunError(
      `the alarms of ${name} sum ${operations.length} operations (${operations.join(", ")}), ` +
        `and a CloudWatch alarm holds at most ${maxOperations} beside their sum`,
    );
  }
  return createAlarms(context, tableAlarms, table);
}
