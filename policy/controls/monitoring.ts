import type { cloudwatch } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

/** Policies of log retention and alarm actions. */
export const monitoringPolicies: readonly Policy[] = [
  resourcePolicy<cloudwatch.LogGroupArgs>({
    name: "log-retention",
    level: "mandatory",
    controls: ["CKV_AWS_66"],
    reason: "logs without a retention never expire, and their storage is billed",
    fix: "set retentionInDays",
    types: [logGroup],
    check: ({ props: { retentionInDays } }) => (retentionInDays ? [] : ["retentionInDays is not set"]),
  }),
  resourcePolicy<cloudwatch.LogGroupArgs>({
    name: "log-retention-year",
    level: "mandatory",
    controls: ["CloudWatch.16", "CKV_AWS_338"],
    reason: "incidents are often investigated months later",
    fix: "set retentionInDays to 365 or more (logRetentionDays)",
    types: [logGroup],
    check: ({ props: { retentionInDays } }) =>
      retentionInDays && retentionInDays < 365 ? [`retentionInDays is ${retentionInDays}`] : [],
  }),
  resourcePolicy<cloudwatch.MetricAlarmArgs>({
    name: "alarm-actions",
    level: "mandatory",
    controls: ["CloudWatch.15", "CloudWatch.17"],
    reason: "an alarm without actions notifies nobody when it fires or recovers",
    fix: "set alarmActions and okActions to a topic, and do not set actionsEnabled to false",
    types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
    check: ({ props: { alarmActions = [], okActions = [], actionsEnabled } }) => [
      ...(alarmActions.length === 0 ? ["alarmActions is empty"] : []),
      ...(okActions.length === 0 ? ["okActions is empty"] : []),
      ...(actionsEnabled === false ? ["actionsEnabled is false"] : []),
    ],
  }),
];
