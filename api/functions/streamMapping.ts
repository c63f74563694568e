import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BatchSettings, FailureSettings } from "../consumer/consumer";

export interface StreamMappingArgs {
  readonly streamArn: pulumi.Output<string>;
  readonly alias: aws.lambda.Alias;
  readonly deadLetters: aws.sqs.Queue;
  readonly batch: BatchSettings;
  readonly onFailure: FailureSettings;
}

/**
 * Declares the mapping of a table's stream. A record that fails is isolated: Lambda divides its batch, calls the function
 * again with waits in between, and at last sends its position to the dead-letter queue.
 */
export function createStreamMapping(name: string, args: StreamMappingArgs, opts: pulumi.CustomResourceOptions) {
  const { streamArn, alias, deadLetters, batch, onFailure } = args;
  return new aws.lambda.EventSourceMapping(
    `${name}-mapping`,
    {
      eventSourceArn: streamArn,
      functionName: alias.arn,
      // With LATEST, changes during the creation of the mapping could be missed (Lambda Developer Guide, "Polling and
      // stream starting positions").
      startingPosition: "TRIM_HORIZON",
      batchSize: batch.size ?? 100,
      maximumBatchingWindowInSeconds: batch.windowSeconds ?? 0,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: onFailure.retries ?? 5,
      destinationConfig: { onFailure: { destinationArn: deadLetters.arn } },
    },
    opts,
  );
}
