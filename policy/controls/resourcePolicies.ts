import type { sns, sqs } from "@pulumi/aws";
import { statementsOf, type Statement } from "../documents";
import { referring, resourcePolicy, stackPolicy, type Policy } from "../policy";

/** Conditions that tell whose resource a service acts for. */
const sources = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:principalorgid", "aws:principalaccount"];

/** Policies of topics and queues: who may send. */
export const resourcePolicyPolicies: readonly Policy[] = [
  resourcePolicy<sns.TopicPolicyArgs>({
    name: "topic-policy",
    level: "mandatory",
    controls: ["SNS.4", "CKV_AWS_169", "CKV_AWS_385"],
    reason: "a topic that others may publish to tells people what never happened",
    fix: "allow a service under the condition aws:SourceAccount, and deny where aws:SecureTransport is false",
    types: ["aws:sns/topicPolicy:TopicPolicy"],
    check: ({ props }) => defects(props.policy),
  }),
  stackPolicy({
    name: "topic-has-policy",
    level: "mandatory",
    controls: ["SNS.4"],
    reason: "the policy that SNS gives a topic by itself asks for no TLS, and CloudWatch has no right in it",
    fix: "declare a TopicPolicy whose arn is the topic's",
    types: ["aws:sns/topic:Topic"],
    check: (topic, stack) =>
      topic.props["policy"] !== undefined || referring(topic, "aws:sns/topicPolicy:TopicPolicy", stack).length > 0
        ? []
        : ["no TopicPolicy refers to the topic"],
  }),
  resourcePolicy<sqs.QueuePolicyArgs>({
    name: "queue-policy",
    level: "mandatory",
    controls: ["SQS.3", "CKV_AWS_168"],
    reason: "a queue that others may send to holds what never happened",
    fix: "allow a service under the condition aws:SourceArn, and deny where aws:SecureTransport is false",
    types: ["aws:sqs/queuePolicy:QueuePolicy"],
    check: ({ props }) => defects(props.policy),
  }),
];

function defects(policy: unknown): string[] {
  const statements = statementsOf(policy);
  return [
    ...statements.filter(({ effect }) => effect === "Allow").flatMap(allowDefects),
    ...(statements.some(deniesWithoutTls) ? [] : ["nothing denies senders without TLS"]),
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

function deniesWithoutTls({ effect, conditions }: Statement): boolean {
  return (
    effect === "Deny" &&
    conditions.some(({ key, values }) => key.toLowerCase() === "aws:securetransport" && values.includes("false"))
  );
}
