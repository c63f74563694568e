import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import type { BucketSource } from "../consumer/sources";
import type { Created } from "../kinds/kind";

/** A function for events, as far as notifications are concerned. */
export interface NotifiedFunction {
  readonly consumer: Consumer;
  readonly alias: aws.lambda.Alias;
  /** Lets the source call the function; absent for sources that need none. */
  readonly permission: aws.lambda.Permission | undefined;
}

interface Notified extends NotifiedFunction {
  readonly from: BucketSource;
}

/** S3's names of the changes (S3 User Guide, "Supported event types for SQS, SNS, and Lambda"). */
const eventNames = { created: "s3:ObjectCreated:*", removed: "s3:ObjectRemoved:*" };

/** Declares the notifications of each bucket with consumers. A bucket has one configuration for all of its consumers. */
export function createBucketNotifications(
  functions: readonly NotifiedFunction[],
  declared: Readonly<Record<string, Created>>,
  opts: pulumi.CustomResourceOptions,
): void {
  const byBucket = new Map<string, Notified[]>();
  for (const fn of functions) {
    const { from, sourceKey = "" } = fn.consumer;
    if (from.kind === "bucket") byBucket.set(sourceKey, [...(byBucket.get(sourceKey) ?? []), { ...fn, from }]);
  }
  for (const [key, notified] of byBucket) {
    new aws.s3.BucketNotification(
      `${notified[0]!.from.bucket.logicalName}-notifications`,
      {
        bucket: declared[key]!.name,
        lambdaFunctions: notified.map(({ consumer, alias, from: { changes, prefix, suffix } }) => ({
          id: consumer.name,
          lambdaFunctionArn: alias.arn,
          events: changes.map((change) => eventNames[change]),
          ...(prefix === "" ? {} : { filterPrefix: prefix }),
          ...(suffix === "" ? {} : { filterSuffix: suffix }),
        })),
      },
      // S3 checks that it may call the functions.
      { ...opts, dependsOn: notified.flatMap(({ permission }) => (permission === undefined ? [] : [permission])) },
    );
  }
}
