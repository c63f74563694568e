import type { dynamodb } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const types = ["aws:dynamodb/table:Table"];

/** Policies of tables: cost, recovery, protection and encryption. */
export const tablePolicies: readonly Policy[] = [
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-on-demand",
    level: "mandatory",
    controls: ["DynamoDB.1"],
    reason: "provisioned capacity is billed when idle, and throttles bursts",
    fix: "set billingMode to PAY_PER_REQUEST",
    types,
    check: ({ props: { billingMode } }) =>
      billingMode === "PAY_PER_REQUEST" ? [] : [`billingMode is ${billingMode ?? "not set"}`],
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-throughput-cap",
    level: "mandatory",
    controls: ["DynamoDB.1"],
    reason: "the cost of an on-demand table without a maximum is unlimited",
    fix: "set onDemandThroughput.maxReadRequestUnits and maxWriteRequestUnits",
    types,
    check: ({ props: { billingMode, onDemandThroughput } }) =>
      // In the provider, -1 means no maximum.
      (["maxReadRequestUnits", "maxWriteRequestUnits"] as const)
        .filter((key) => billingMode === "PAY_PER_REQUEST" && !((onDemandThroughput?.[key] ?? -1) > 0))
        .map((key) => `onDemandThroughput.${key} is ${onDemandThroughput?.[key] ?? "not set"}`),
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-point-in-time-recovery",
    level: "mandatory",
    controls: ["DynamoDB.2", "CKV_AWS_28"],
    reason: "without point-in-time recovery, data that a defect overwrites is lost",
    fix: "set pointInTimeRecovery.enabled to true",
    types,
    check: ({ props: { pointInTimeRecovery } }) =>
      pointInTimeRecovery?.enabled === true ? [] : ["pointInTimeRecovery.enabled is not true"],
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-deletion-protection",
    level: "mandatory",
    controls: ["DynamoDB.6"],
    reason: "a change of the key schema replaces the table and deletes its data",
    fix: "set deletionProtectionEnabled, and Pulumi's option protect, which already fails the preview",
    types,
    check: ({ props: { deletionProtectionEnabled }, protect }) => [
      ...(deletionProtectionEnabled === true ? [] : ["deletionProtectionEnabled is not true"]),
      ...(protect ? [] : ["Pulumi's option protect is not set"]),
    ],
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-customer-key",
    level: "advisory",
    controls: ["CKV_AWS_119"],
    reason: "the use of AWS's own key can be neither audited nor revoked",
    fix: "set serverSideEncryption.enabled and kmsKeyArn; a key costs 1 USD a month, and 0.03 per 10,000 requests",
    types,
    check: ({ props: { serverSideEncryption } }) =>
      serverSideEncryption?.kmsKeyArn === undefined ? ["serverSideEncryption.kmsKeyArn is not set"] : [],
  }),
];
