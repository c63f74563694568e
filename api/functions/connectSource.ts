import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Consumer } from "../consumer/consumer";
import type { EventSource } from "../kinds/kind";
import { configureAsyncCalls } from "./asyncCalls";
import { createEventRule, patternRule, scheduleRule } from "./eventRule";
import { createQueueMapping } from "./queueMapping";
import { permitSource, type Called } from "./sourcePermission";
import { createStreamMapping } from "./streamMapping";
import { createTopicSubscription } from "./topicSubscription";

export interface SourceArgs extends Called {
  readonly consumer: Consumer;
  /** Undefined for a schedule. */
  readonly source: EventSource | undefined;
  /** Undefined for a queue that the stack uses and does not create. */
  readonly deadLetters: aws.sqs.Queue | undefined;
}

/**
 * Declares what delivers the events of a consumer's source to the alias of its function.
 *
 * @returns the permission of a bucket, on which its notifications depend.
 */
export function connectSource(
  name: string,
  args: SourceArgs,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.Permission | undefined {
  const { consumer, alias } = args;
  const { from, batch, onFailure } = consumer;
  const source = args.source!;
  if (from.kind === "queue") {
    createQueueMapping(name, { queueArn: source.arn, alias, batch }, opts);
    return undefined;
  }
  const deadLetters = args.deadLetters!;
  if (from.kind === "stream") {
    createStreamMapping(name, { streamArn: source.streamArn!, alias, deadLetters, batch, onFailure }, opts);
    return undefined;
  }
  configureAsyncCalls(name, { alias, deadLetters, onFailure }, opts);
  const called = { function: args.function, alias };
  switch (from.kind) {
    case "schedule":
      createEventRule(name, { ...called, rule: scheduleRule(from), deadLetters }, opts);
      return undefined;
    case "bus":
      createEventRule(name, { ...called, rule: patternRule(from, source.name), deadLetters }, opts);
      return undefined;
    case "topic":
      createTopicSubscription(name, { ...called, topicArn: source.arn, filter: from.filter, deadLetters }, opts);
      return undefined;
    case "bucket": {
      const { accountId } = aws.getCallerIdentityOutput({}, opts);
      return permitSource(name, { ...called, service: "s3", sourceArn: source.arn, sourceAccount: accountId }, opts);
    }
  }
}
