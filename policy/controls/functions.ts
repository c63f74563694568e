import type { lambda } from "@pulumi/aws";
import { resourcePolicy, type Policy } from "../policy";

const types = ["aws:lambda/function:Function"];

/**
 * Runtimes that AWS keeps patched, the next to go first: ruby3.3 and nodejs22.x in spring 2027, python3.11 and java17 in
 * summer 2027 (Lambda Developer Guide, "Lambda runtimes"; read in November 2026).
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

/** How a function runs. */
export const functionPolicies: readonly Policy[] = [
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-runtime",
    level: "mandatory",
    controls: ["Lambda.2", "CKV_AWS_363"],
    reason: "a runtime out of support gets no security patches, and later cannot be deployed any more",
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
    reason: "without traces nobody can tell which part of a slow request was slow",
    fix: "set tracingConfig.mode to Active, and allow the role xray:PutTraceSegments and xray:PutTelemetryRecords",
    types,
    check: ({ props: { tracingConfig } }) =>
      tracingConfig?.mode === "Active" ? [] : [`tracingConfig.mode is ${tracingConfig?.mode ?? "not set"}`],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-reserved-concurrency",
    level: "mandatory",
    controls: ["CKV_AWS_115"],
    reason: "a function without a bound of its own can take every execution that the account has",
    fix: "set reservedConcurrentExecutions, at least to what is provisioned (reservedConcurrency)",
    types,
    // The provider's -1 stands for none.
    check: ({ props: { reservedConcurrentExecutions: reserved } }) =>
      reserved !== undefined && reserved >= 0 ? [] : [`reservedConcurrentExecutions is ${reserved ?? "not set"}`],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-log-group",
    level: "mandatory",
    controls: ["CloudWatch.16", "CKV_AWS_66"],
    reason: "a function that is given no log group makes one at its first call, and that one keeps its logs for ever",
    fix: "declare a LogGroup with a retention and name it in loggingConfig.logGroup",
    types,
    check: ({ props: { loggingConfig } }) =>
      loggingConfig?.logGroup === undefined ? ["loggingConfig.logGroup is not set"] : [],
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-no-secrets",
    level: "mandatory",
    controls: ["CKV_AWS_45", "CKV_AWS_173"],
    reason: "whoever may read a function's configuration reads its environment",
    fix: "keep the secret in Secrets Manager or Parameter Store, and pass its ARN or name",
    types,
    check: ({ props: { environment } }) =>
      Object.entries(environment?.variables ?? {}).flatMap(([name, value]) => secretDefects(name, value)),
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-vpc",
    level: "advisory",
    controls: ["CKV_AWS_117"],
    reason: "a function outside a VPC cannot reach what is in one",
    fix: "set vpcConfig",
    types,
    check: ({ props }) => (props.vpcConfig === undefined ? ["vpcConfig is not set"] : []),
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-code-signing",
    level: "advisory",
    controls: ["CKV_AWS_272"],
    reason: "without a signature whoever may update a function may run any code in it",
    fix: "set codeSigningConfigArn",
    types,
    check: ({ props }) => (props.codeSigningConfigArn === undefined ? ["codeSigningConfigArn is not set"] : []),
  }),
  resourcePolicy<lambda.FunctionArgs>({
    name: "function-dead-letter-queue",
    level: "advisory",
    controls: ["CKV_AWS_116"],
    reason: "events of asynchronous calls that fail for good are lost without a queue",
    fix: "set deadLetterConfig",
    types,
    check: ({ props }) => (props.deadLetterConfig === undefined ? ["deadLetterConfig is not set"] : []),
  }),
];

/** Forms that only secrets have: keys of AWS, GitHub and Slack, private keys, signed tokens. */
const secretValue =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_\w{36}|\bxox[abp]-|\beyJ[\w-]+\.eyJ/;

const secretName = /SECRET|PASSWORD|PASSWD|(?:^|_)TOKEN$|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY/i;

/** Where a secret is, and how it is called: not the secret. */
const reference = /^arn:|^\//;

function secretDefects(name: string, value: string): string[] {
  if (secretValue.test(value)) return [`the environment variable ${name} holds a secret`];
  const named = secretName.test(name) && !/(?:ARN|NAME|ID)$/i.test(name) && !reference.test(value);
  return named ? [`the environment variable ${name} is named as a secret and refers to none`] : [];
}
