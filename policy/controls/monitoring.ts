import type { cloudwatch } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

/** Logs that end, and alarms that tell somebody. */
export const monitoringPolicies: readonly Policy[] = [
  resourcePolicy<cloudwatch.LogGroupArgs>({
    name: "log-retention",
    level: "mandatory",
    controls: ["CKV_AWS_66"],
    reason: "logs without a retention are kept, and paid for, for ever",
    fix: "set retentionInDays",
    types: [logGroup],
    check: ({ props: { retentionInDays } }) => (retentionInDays ? [] : ["retentionInDays is not set"]),
  }),
  resourcePolicy<cloudwatch.LogGroupArgs>({
    name: "log-retention-year",
    level: "mandatory",
    controls: ["CloudWatch.16", "CKV_AWS_338"],
    reason: "what happened is often asked months later",
    fix: "set retentionInDays to 365 or more (logRetentionDays)",
    types: [logGroup],
    check: ({ props: { retentionInDays } }) =>
      retentionInDays && retentionInDays < 365 ? [`retentionInDays is ${retentionInDays}`] : [],
  }),
  resourcePolicy<cloudwatch.MetricAlarmArgs>({
    name: "alarm-actions",
    level: "mandatory",
    controls: ["CloudWatch.15", "CloudWatch.17"],
    reason: "an alarm without actions tells nobody, neither that it fires nor that it is over",
    fix: "set alarmActions and okActions to a topic, and leave actionsEnabled true",
    types: ["aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
    check: ({ props: { alarmActions = [], okActions = [], actionsEnabled } }) => [
      ...(alarmActions.length === 0 ? ["alarmActions is empty"] : []),
      ...(okActions.length === 0 ? ["okActions is empty"] : []),
      ...(actionsEnabled === false ? ["actionsEnabled is false"] : []),
    ],
  }),
];
