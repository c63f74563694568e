import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BatchSettings } from "../consumer/consumer";

export interface QueueMappingArgs {
  readonly queueArn: pulumi.Output<string>;
  readonly alias: aws.lambda.Alias;
  readonly batch: BatchSettings;
}

/**
 * Declares the mapping of a queue. Messages that fail become visible again; after the queue's number of attempts, SQS moves
 * them to its dead-letter queue.
 */
export function createQueueMapping(name: string, args: QueueMappingArgs, opts: pulumi.CustomResourceOptions): void {
  const { queueArn, alias, batch } = args;
  new aws.lambda.EventSourceMapping(
    `${name}-mapping`,
    {
      eventSourceArn: queueArn,
      functionName: alias.arn,
      batchSize: batch.size ?? 10,
      // Lambda rejects a window for a FIFO queue.
      ...(batch.windowSeconds === undefined ? {} : { maximumBatchingWindowInSeconds: batch.windowSeconds }),
      functionResponseTypes: ["ReportBatchItemFailures"],
    },
    opts,
  );
}
