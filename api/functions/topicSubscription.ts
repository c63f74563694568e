import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { acceptUndelivered } from "./deadLetters";
import { permitSource, type Called } from "./sourcePermission";

export interface TopicSubscriptionArgs extends Called {
  readonly topicArn: pulumi.Output<string>;
  /** Filter policy on the message; absent for all messages. */
  readonly filter: object | undefined;
  readonly deadLetters: aws.sqs.Queue;
}

/** Declares the subscription of a function. SNS sends messages with which it cannot call the function to the dead-letter queue. */
export function createTopicSubscription(
  name: string,
  { topicArn, filter, deadLetters, ...called }: TopicSubscriptionArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const permission = permitSource(name, { service: "sns", sourceArn: topicArn, ...called }, opts);
  const policy = acceptUndelivered(name, { queue: deadLetters, service: "sns", sourceArn: topicArn }, opts);
  new aws.sns.TopicSubscription(
    `${name}-subscription`,
    {
      topic: topicArn,
      protocol: "lambda",
      endpoint: called.alias.arn,
      ...(filter === undefined ? {} : { filterPolicy: JSON.stringify(filter), filterPolicyScope: "MessageBody" }),
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn }),
    },
    { ...opts, dependsOn: [permission, policy] },
  );
}
