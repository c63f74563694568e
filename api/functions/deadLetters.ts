import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../kinds/kind";

/** The longest retention of SQS, 14 days (SQS API reference, SetQueueAttributes, `MessageRetentionPeriod`). */
const retentionSeconds = 1_209_600;

/** Declares the queue of events that a consumer could not process. `npx api-tools redrive` delivers them again. */
export function createDeadLetters(name: string, opts: pulumi.CustomResourceOptions): aws.sqs.Queue {
  return new aws.sqs.Queue(
    `${name}-dead-letters`,
    // SQS's own key. Services that send messages would need permission for a customer managed key.
    { messageRetentionSeconds: retentionSeconds, sqsManagedSseEnabled: true },
    opts,
  );
}

/** Returns the statement with which Lambda sends failed events to the queue, in the name of the function. */
export function sendStatements(queue: aws.sqs.Queue): pulumi.Output<readonly Statement[]> {
  return queue.arn.apply((Resource): Statement[] => [{ Effect: "Allow", Action: "sqs:SendMessage", Resource }]);
}
