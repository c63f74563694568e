import type { sns, sqs } from "@pulumi/aws";
import { requiresTls, statementsOf, type Statement } from "../documents";
import { findReferences, resourcePolicy, stackPolicy, type Policy } from "../policy";

/** Condition keys that limit a service to resources of certain accounts. */
const sources = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:principalorgid", "aws:principalaccount"];

/** Policies of the resource policies of topics and queues. */
export const resourcePolicyPolicies: readonly Policy[] = [
  resourcePolicy<sns.TopicPolicyArgs>({
    name: "topic-policy",
    level: "mandatory",
    controls: ["SNS.4", "CKV_AWS_169", "CKV_AWS_385"],
    reason: "other publishers could send false alarms",
    fix: "allow a service under the condition aws:SourceAccount, and deny where aws:SecureTransport is false",
    types: ["aws:sns/topicPolicy:TopicPolicy"],
    check: ({ props }) => defects(props.policy),
  }),
  stackPolicy({
    name: "topic-has-policy",
    level: "mandatory",
    controls: ["SNS.4"],
    reason: "the default policy of a topic does not require TLS and does not allow CloudWatch to publish",
    fix: "declare a TopicPolicy with the arn of the topic",
    types: ["aws:sns/topic:Topic"],
    check: (topic, stack) =>
      topic.props["policy"] !== undefined || findReferences(topic, "aws:sns/topicPolicy:TopicPolicy", stack).length > 0
        ? []
        : ["no TopicPolicy refers to the topic"],
  }),
  resourcePolicy<sqs.QueuePolicyArgs>({
    name: "queue-policy",
    level: "mandatory",
    controls: ["SQS.3", "CKV_AWS_168"],
    reason: "other senders could add false messages",
    fix: "allow a service under the condition aws:SourceArn, and deny where aws:SecureTransport is false",
    types: ["aws:sqs/queuePolicy:QueuePolicy"],
    check: ({ props }) => defects(props.policy),
  }),
];

function defects(policy: unknown): string[] {
  const statements = statementsOf(policy);
  return [
    ...statements.filter(({ effect }) => effect === "Allow").flatMap(allowDefects),
    ...(requiresTls(policy) ? [] : ["no statement denies requests without TLS"]),
  ];
}

function allowDefects({ principals, actions, conditions }: Statement): string[] {
  const limited = conditions.some(({ key }) => sources.includes(key.toLowerCase()));
  return [
    ...actions.filter((action) => /^(?:\w+:)?\*$/.test(action)).map((action) => `it allows ${action}`),
    ...principals
      .filter((principal) => !limited && (["*", "aws:*"].includes(principal) || principal.startsWith("service:")))
      .map((principal) => `it allows ${principal.replace(/^\w+:/, "")} of any account`),
  ];
}
