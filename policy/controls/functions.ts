import type { lambda } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const types = ["aws:lambda/function:Function"];

/**
 * Supported runtimes, in the order in which their support ends: ruby3.3 and nodejs22.x in spring 2027, python3.11 and
 * java17 in summer 2027 (Lambda Developer Guide, "Lambda runtimes", as of November 2026).
 */
const supportedRuntimes = [
  "ruby3.3",
  "nodejs22.x",
  "python3.11",
  "java17",
  "nodejs24.x",
  "ruby3.4",
  "python3.12",
  "python3.13",
  "python3.14",
  "java21",
  "java25",
  "dotnet10",
  "provided.al2023",
];

/** Policies of a function's configuration. */
export const functionPolicies: readonly Policy[] = [
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-runtime",
    level: "mandatory",
    controls: ["Lambda.2", "CKV_AWS_363"],
    reason: "a runtime without support gets no security patches, and AWS later blocks its deployment",
    fix: `set runtime to one of ${supportedRuntimes.join(", ")}`,
    types,
    check: ({ props: { runtime, packageType } }) =>
      packageType === "Image" || supportedRuntimes.includes(runtime ?? "")
        ? []
        : [`runtime is ${runtime ?? "not set"}`],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-tracing",
    level: "mandatory",
    controls: ["Lambda.7", "CKV_AWS_50"],
    reason: "without traces, the slow part of a slow request is unknown",
    fix: "set tracingConfig.mode to Active, and allow the role xray:PutTraceSegments and xray:PutTelemetryRecords",
    types,
    check: ({ props: { tracingConfig } }) =>
      tracingConfig?.mode === "Active" ? [] : [`tracingConfig.mode is ${tracingConfig?.mode ?? "not set"}`],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-reserved-concurrency",
    level: "mandatory",
    controls: ["CKV_AWS_115"],
    reason: "a function without a reservation can use the whole concurrency of the account",
    fix: "set reservedConcurrentExecutions to at least the provisioned concurrency (reservedConcurrency)",
    types,
    // In the provider, -1 means no reservation.
    check: ({ props: { reservedConcurrentExecutions: reserved } }) =>
      reserved !== undefined && reserved >= 0 ? [] : [`reservedConcurrentExecutions is ${reserved ?? "not set"}`],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-log-group",
    level: "mandatory",
    controls: ["CloudWatch.16", "CKV_AWS_66"],
    reason: "without a declared log group, Lambda creates one at the first call, and its logs never expire",
    fix: "declare a LogGroup with a retention and name it in loggingConfig.logGroup",
    types,
    check: ({ props: { loggingConfig } }) =>
      loggingConfig?.logGroup === undefined ? ["loggingConfig.logGroup is not set"] : [],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-no-secrets",
    level: "mandatory",
    controls: ["CKV_AWS_45", "CKV_AWS_173"],
    reason: "everybody who may read a function's configuration can read its environment variables",
    fix: "store the secret in Secrets Manager or Parameter Store, and pass its ARN or name",
    types,
    check: ({ props: { environment } }) =>
      Object.entries(environment?.variables ?? {}).flatMap(([name, value]) => secretDefects(name, value)),
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-vpc",
    level: "advisory",
    controls: ["CKV_AWS_117"],
    reason: "a function outside of a VPC cannot reach resources inside of it",
    fix: "set vpcConfig",
    types,
    check: ({ props }) => (props.vpcConfig === undefined ? ["vpcConfig is not set"] : []),
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-code-signing",
    level: "advisory",
    controls: ["CKV_AWS_272"],
    reason: "without code signing, everybody who may update a function can run any code in it",
    fix: "set codeSigningConfigArn",
    types,
    check: ({ props }) => (props.codeSigningConfigArn === undefined ? ["codeSigningConfigArn is not set"] : []),
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-dead-letter-queue",
    level: "advisory",
    controls: ["CKV_AWS_116"],
    reason: "without a queue, events of asynchronous calls are lost after their last failed attempt",
    fix: "set deadLetterConfig",
    types,
    check: ({ props }) => (props.deadLetterConfig === undefined ? ["deadLetterConfig is not set"] : []),
  }),
];

/** Formats of secrets: keys of AWS, GitHub and Slack, private keys, signed tokens. */
const secretValue =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{36}|\bxox[abp]-|\beyJ[\w-]+\.eyJ/;

const secretName = /SECRET|PASSWORD|PASSWD|(?:^|_)TOKEN$|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY/i;

/** ARN or path of a secret, as opposed to its value. */
const reference = /^arn:|^\//;

function secretDefects(name: string, value: string): string[] {
  if (secretValue.test(value)) return [`the environment variable ${name} contains a secret`];
  const isSuspicious = secretName.test(name) && !/(?:ARN|NAME|ID)$/i.test(name) && !reference.test(value);
  return isSuspicious ? [`the environment variable ${name} has the name of a secret, and no ARN or path as value`] : [];
}
