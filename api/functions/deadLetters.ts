import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../kinds/kind";
import { denyWithoutTls } from "../shared/resourcePolicies";

/** The longest retention of SQS, 14 days (SQS API reference, SetQueueAttributes, `MessageRetentionPeriod`). */
const retentionSeconds = 1_209_600;

/** Declares the queue of events that a consumer could not process (docs/runbook.md, "Dead letters"). */
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

export interface UndeliveredArgs {
  readonly queue: aws.sqs.Queue;
  readonly service: "events" | "sns";
  /** ARN of the rule or the topic. */
  readonly sourceArn: pulumi.Output<string>;
}

/** Lets a service send the events to the queue with which it cannot call the function. */
export function acceptUndelivered(
  name: string,
  { queue, service, sourceArn }: UndeliveredArgs,
  opts: pulumi.CustomResourceOptions,
): aws.sqs.QueuePolicy {
  const policy = pulumi.all([queue.arn, sourceArn]).apply(([arn, source]) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Undelivered",
          Effect: "Allow",
          Principal: { Service: `${service}.amazonaws.com` },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": source } },
        },
        denyWithoutTls("sqs:*", arn),
      ],
    }),
  );
  return new aws.sqs.QueuePolicy(`${name}-dead-letters-policy`, { queueUrl: queue.url, policy }, opts);
}
