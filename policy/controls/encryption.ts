import type { kms, sns, sqs } from "@pulumi/aws";
import { findReferences, resourcePolicy, stackPolicy, type Policy } from "../policy";

const topic = "aws:sns/topic:Topic";

const alarmTypes = ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"];

/** Policies of encryption at rest, and of keys. */
export const encryptionPolicies: readonly Policy[] = [
  resourcePolicy<sns.TopicArgs>({
    name: "topic-encryption",
    level: "advisory",
    controls: ["SNS.1", "CKV_AWS_26"],
    reason: "without a key, SNS stores messages unencrypted",
    fix: "set kmsMasterKeyId to a customer managed key whose policy allows cloudwatch.amazonaws.com to use it",
    types: [topic],
    check: ({ props }) => (props.kmsMasterKeyId === undefined ? ["kmsMasterKeyId is not set"] : []),
  }),
  stackPolicy({
    name: "topic-alarm-key",
    level: "mandatory",
    controls: [],
    reason: "CloudWatch may not use AWS's key for SNS, so that alarms are lost without an error",
    fix: "use a customer managed key whose policy allows cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*",
    types: [topic],
    check: (topic, stack) => {
      const key = String(topic.props["kmsMasterKeyId"]);
      const alarms = alarmTypes.flatMap((type) => findReferences(topic, type, stack));
      return key.endsWith("alias/aws/sns") && alarms.length > 0
        ? [`kmsMasterKeyId is ${key}, and alarms publish on the topic`]
        : [];
    },
  }),
  resourcePolicy<sqs.QueueArgs>({
    name: "queue-encryption",
    level: "mandatory",
    controls: ["SQS.1", "CKV_AWS_27"],
    reason: "without this setting, SQS stores messages unencrypted",
    fix: "set sqsManagedSseEnabled to true, which is free, or set kmsMasterKeyId",
    types: ["aws:sqs/queue:Queue"],
    check: ({ props: { sqsManagedSseEnabled, kmsMasterKeyId } }) =>
      sqsManagedSseEnabled === true || kmsMasterKeyId !== undefined ? [] : ["the queue is not encrypted"],
  }),
  resourcePolicy<kms.KeyArgs>({
    name: "key-rotation",
    level: "mandatory",
    controls: ["KMS.4", "CKV_AWS_7"],
    reason: "if a key that is never rotated leaks, all data that it ever encrypted can be read",
    fix: "set enableKeyRotation to true",
    types: ["aws:kms/key:Key"],
    // KMS cannot rotate asymmetric keys.
    check: ({ props: { enableKeyRotation, customerMasterKeySpec } }) =>
      enableKeyRotation === true || (customerMasterKeySpec ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT"
        ? []
        : ["enableKeyRotation is not true"],
  }),
  resourcePolicy<kms.KeyArgs>({
    name: "key-policy",
    level: "mandatory",
    controls: ["KMS.5", "CKV2_AWS_64"],
    reason: "without a key policy, any IAM policy of the account can allow the use of the key",
    fix: "set policy",
    types: ["aws:kms/key:Key"],
    check: ({ props }) => (props.policy === undefined ? ["policy is not set"] : []),
  }),
];
