import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tableAlarms } from "./alarmTable";
import { createAlarms, type AlarmContext } from "./alarms";
import type { WatchedTable } from "./watched";

/** An alarm can have ten metrics (CloudWatch User Guide, "CloudWatch service quotas"), of which one is the sum. */
const maxOperations = 9;

/**
 * Declares the alarms of a table. A table without operations gets no alarms, because CloudWatch rejects an alarm
 * without metrics.
 *
 * @throws pulumi.RunError above nine operations.
 */
export function createTableAlarms(context: AlarmContext, table: WatchedTable): aws.cloudwatch.MetricAlarm[] {
  const { name, operations } = table;
  if (operations.length === 0) return [];
  if (operations.length > maxOperations) {
    throw new pulumi.RunError(
      `routes use ${operations.length} operations on ${name} (${operations.join(", ")}), ` +
        `and a CloudWatch alarm can add up at most ${maxOperations}`,
    );
  }
  return createAlarms(context, tableAlarms, table);
}
