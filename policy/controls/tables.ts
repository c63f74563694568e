import type { dynamodb } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const types = ["aws:dynamodb/table:Table"];

/** Tables: their cost has an end, and their data comes back. */
export const tablePolicies: readonly Policy[] = [
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-on-demand",
    level: "mandatory",
    controls: ["DynamoDB.1"],
    reason: "provisioned capacity is paid for while idle and throttles at the first burst",
    fix: "set billingMode to PAY_PER_REQUEST",
    types,
    check: ({ props: { billingMode } }) =>
      billingMode === "PAY_PER_REQUEST" ? [] : [`billingMode is ${billingMode ?? "not set"}`],
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-throughput-cap",
    level: "mandatory",
    controls: ["DynamoDB.1"],
    reason: "an on-demand table without a cap costs whatever a storm of requests asks of it",
    fix: "set onDemandThroughput.maxReadRequestUnits and maxWriteRequestUnits",
    types,
    check: ({ props: { billingMode, onDemandThroughput } }) =>
      // The provider's -1 stands for no cap.
      (["maxReadRequestUnits", "maxWriteRequestUnits"] as const)
        .filter((key) => billingMode === "PAY_PER_REQUEST" && !((onDemandThroughput?.[key] ?? -1) > 0))
        .map((key) => `onDemandThroughput.${key} is ${onDemandThroughput?.[key] ?? "not set"}`),
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-point-in-time-recovery",
    level: "mandatory",
    controls: ["DynamoDB.2", "CKV_AWS_28"],
    reason: "data that a defect overwrites is gone without it",
    fix: "set pointInTimeRecovery.enabled to true",
    types,
    check: ({ props: { pointInTimeRecovery } }) =>
      pointInTimeRecovery?.enabled === true ? [] : ["pointInTimeRecovery.enabled is not true"],
  }),
  resourcePolicy<dynamodb.TableArgs>({
    name: "table-deletion-protection",
    level: "mandatory",
    controls: ["DynamoDB.6"],
    reason: "a change of a key replaces the table, and its data goes with the old one",
    fix: "set deletionProtectionEnabled, and Pulumi's option protect, which stops the preview already",
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
    reason: "with AWS's own key nobody can see or withdraw who decrypts the data",
    fix: "set serverSideEncryption.enabled and kmsKeyArn; a key costs 1 USD a month, and 0.03 per 10,000 requests",
    types,
    check: ({ props: { serverSideEncryption } }) =>
      serverSideEncryption?.kmsKeyArn === undefined ? ["serverSideEncryption.kmsKeyArn is not set"] : [],
  }),
];
