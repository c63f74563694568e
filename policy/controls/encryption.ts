import type { kms, sns, sqs } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const topic = "aws:sns/topic:Topic";

/** Encryption of topics and queues, and keys. */
export const encryptionPolicies: readonly Policy[] = [
  resourcePolicy<sns.TopicArgs>({
    name: "topic-encryption",
    level: "advisory",
    controls: ["SNS.1", "CKV_AWS_26"],
    reason: "without a key SNS keeps messages unencrypted at rest",
    fix: "set kmsMasterKeyId to a key of your own whose policy allows cloudwatch.amazonaws.com to use it",
    types: [topic],
    check: ({ props }) => (props.kmsMasterKeyId === undefined ? ["kmsMasterKeyId is not set"] : []),
  }),
  resourcePolicy<sns.TopicArgs>({
    name: "topic-alarm-key",
    level: "mandatory",
    controls: [],
    reason: "CloudWatch may not use that key, and alarms that publish to the topic are lost in silence",
    fix: "name a key of your own whose policy allows cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*",
    types: [topic],
    check: ({ props: { kmsMasterKeyId } }) =>
      kmsMasterKeyId?.endsWith("alias/aws/sns") ? [`kmsMasterKeyId is ${kmsMasterKeyId}`] : [],
  }),
  resourcePolicy<sqs.QueueArgs>({
    name: "queue-encryption",
    level: "mandatory",
    controls: ["SQS.1", "CKV_AWS_27"],
    reason: "without encryption SQS keeps messages in clear at rest",
    fix: "set sqsManagedSseEnabled to true, which costs nothing, or kmsMasterKeyId",
    types: ["aws:sqs/queue:Queue"],
    check: ({ props: { sqsManagedSseEnabled, kmsMasterKeyId } }) =>
      sqsManagedSseEnabled === true || kmsMasterKeyId !== undefined ? [] : ["the queue is not encrypted"],
  }),
  resourcePolicy<kms.KeyArgs>({
    name: "key-rotation",
    level: "mandatory",
    controls: ["KMS.4", "CKV_AWS_7"],
    reason: "a key that is never rotated opens everything that was ever encrypted with it",
    fix: "set enableKeyRotation to true",
    types: ["aws:kms/key:Key"],
    // Asymmetric keys cannot be rotated by KMS.
    check: ({ props: { enableKeyRotation, customerMasterKeySpec } }) =>
      enableKeyRotation === true || (customerMasterKeySpec ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT"
        ? []
        : ["enableKeyRotation is not true"],
  }),
  resourcePolicy<kms.KeyArgs>({
    name: "key-policy",
    level: "mandatory",
    controls: ["KMS.5", "CKV2_AWS_64"],
    reason: "who may use the key is then whatever the account's IAM policies happen to say",
    fix: "set policy",
    types: ["aws:kms/key:Key"],
    check: ({ props }) => (props.policy === undefined ? ["policy is not set"] : []),
  }),
];
