import type { ExamplesOf } from "./example";

const alarm = { type: "aws:cloudwatch/metricAlarm:MetricAlarm", props: {} };

export const dataExamples: ExamplesOf = {
  "table-on-demand": {
    passes: [{ props: { billingMode: "PAY_PER_REQUEST" } }],
    fails: [
      [{ props: { billingMode: "PROVISIONED" } }, "billingMode is PROVISIONED"],
      [{ props: {} }, "billingMode is not set"],
    ],
  },
  "table-throughput-cap": {
    passes: [
      {
        props: {
          billingMode: "PAY_PER_REQUEST",
          onDemandThroughput: { maxReadRequestUnits: 1, maxWriteRequestUnits: 1 },
        },
      },
      { props: { billingMode: "PROVISIONED" } },
    ],
    fails: [
      [
        { props: { billingMode: "PAY_PER_REQUEST", onDemandThroughput: { maxReadRequestUnits: -1 } } },
        "onDemandThroughput.maxReadRequestUnits is -1",
        "onDemandThroughput.maxWriteRequestUnits is not set",
      ],
    ],
  },
  "table-point-in-time-recovery": {
    passes: [{ props: { pointInTimeRecovery: { enabled: true } } }],
    fails: [[{ props: { pointInTimeRecovery: { enabled: false } } }, "pointInTimeRecovery.enabled is not true"]],
  },
  "table-deletion-protection": {
    passes: [{ props: { deletionProtectionEnabled: true }, protect: true }],
    fails: [
      [{ props: { deletionProtectionEnabled: true } }, "Pulumi's option protect is not set"],
      [{ props: {}, protect: true }, "deletionProtectionEnabled is not true"],
    ],
  },
  "table-customer-key": {
    passes: [{ props: { serverSideEncryption: { enabled: true, kmsKeyArn: "arn" } } }],
    fails: [[{ props: { serverSideEncryption: { enabled: true } } }, "serverSideEncryption.kmsKeyArn is not set"]],
  },
  "log-retention": {
    passes: [{ props: { retentionInDays: 1 } }],
    // In the provider, 0 means that logs never expire.
    fails: [
      [{ props: { retentionInDays: 0 } }, "retentionInDays is not set"],
      [{ props: {} }, "retentionInDays is not set"],
    ],
  },
  "log-retention-year": {
    passes: [{ props: { retentionInDays: 365 } }, { props: {} }],
    fails: [[{ props: { retentionInDays: 180 } }, "retentionInDays is 180"]],
  },
  "alarm-actions": {
    passes: [
      { props: { alarmActions: ["arn"], okActions: ["arn"] } },
      { props: { alarmActions: ["arn"], okActions: ["arn"], actionsEnabled: true } },
    ],
    fails: [
      [{ props: {} }, "alarmActions is empty", "okActions is empty"],
      [{ props: { alarmActions: ["arn"], okActions: ["arn"], actionsEnabled: false } }, "actionsEnabled is false"],
      [
        { type: "aws:cloudwatch/compositeAlarm:CompositeAlarm", props: { alarmActions: ["arn"] } },
        "okActions is empty",
      ],
    ],
  },
  "topic-encryption": {
    passes: [{ props: { kmsMasterKeyId: "arn" } }],
    fails: [[{ props: {} }, "kmsMasterKeyId is not set"]],
  },
  "topic-alarm-key": {
    passes: [
      { props: {}, referredBy: [alarm] },
      { props: { kmsMasterKeyId: "alias/mine" }, referredBy: [alarm] },
      { props: { kmsMasterKeyId: "alias/aws/sns" } },
    ],
    fails: [
      [
        { props: { kmsMasterKeyId: "alias/aws/sns" }, referredBy: [alarm] },
        "kmsMasterKeyId is alias/aws/sns, and alarms publish on the topic",
      ],
    ],
  },
  "queue-encryption": {
    passes: [{ props: { sqsManagedSseEnabled: true } }, { props: { kmsMasterKeyId: "arn" } }],
    fails: [[{ props: {} }, "the queue is not encrypted"]],
  },
  "key-rotation": {
    passes: [{ props: { enableKeyRotation: true } }, { props: { customerMasterKeySpec: "RSA_2048" } }],
    fails: [[{ props: {} }, "enableKeyRotation is not true"]],
  },
  "key-policy": {
    passes: [{ props: { policy: "{}" } }],
    fails: [[{ props: {} }, "policy is not set"]],
  },
};
