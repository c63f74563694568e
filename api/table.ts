import * as aws from "@pulumi/aws";
import type { Settings } from "./settings";

/** The table, on demand: partition key `id`, with a cap on what a request storm may cost. */
export function createTable(name: string, settings: Settings): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    {
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      billingMode: "PAY_PER_REQUEST",
      ...(settings.onDemandThroughput === undefined ? {} : { onDemandThroughput: settings.onDemandThroughput }),
      pointInTimeRecovery: { enabled: settings.pointInTimeRecovery },
      deletionProtectionEnabled: settings.deletionProtection,
    },
    // AWS's protection stops a delete; Pulumi's also stops the preview of a replacement.
    { protect: settings.deletionProtection },
  );
}
