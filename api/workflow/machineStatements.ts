import type { Statement } from "../kinds/kind";
import type { WorkflowDeclaration } from "./declaration";
import type { Targets } from "./render";
import { isDistributed, statesOf } from "./walk";

/**
 * Actions that deliver log entries (Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in
 * Step Functions", IAM policies). They support no resource ARN.
 */
const logActions = [
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:DescribeLogGroups",
  "logs:DescribeResourcePolicies",
  "logs:GetLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:UpdateLogDelivery",
];

/** Actions of traces, which support no resource ARN (Step Functions Developer Guide, "IAM policies for X-Ray"). */
const traceActions = [
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/** Returns what the role of a machine allows, except for its own executions. */
export function machineStatements(
  { definition }: WorkflowDeclaration,
  { tasks, buckets }: Targets,
  tracing: boolean,
): Statement[] {
  const maps = statesOf(definition).filter(isDistributed);
  const arnOf = (bucket: string) => `arn:aws:s3:::${buckets[bucket]}`;
  const read = [...new Set(maps.flatMap(({ ItemReader }) => ItemReader?.Bucket ?? []))];
  const written = [...new Set(maps.flatMap(({ ResultWriter }) => ResultWriter?.Bucket ?? []))];
  const allow = (Action: string | readonly string[], Resource: string | readonly string[]): Statement[] =>
    Resource.length === 0 ? [] : [{ Effect: "Allow", Action, Resource }];
  return [
    ...allow("lambda:InvokeFunction", Object.values(tasks)),
    // Step Functions Developer Guide, "IAM policies for using Distributed Map states".
    ...allow(
      "s3:GetObject",
      read.map((bucket) => `${arnOf(bucket)}/*`),
    ),
    ...allow(
      ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      written.map((bucket) => `${arnOf(bucket)}/*`),
    ),
    ...allow(logActions, "*"),
    ...(tracing ? allow(traceActions, "*") : []),
  ];
}

/**
 * Returns what the role allows on the machine itself: the executions of distributed maps (Step Functions Developer Guide,
 * "IAM policies for using Distributed Map states"). Empty without such a map.
 */
export function ownStatements({ definition }: WorkflowDeclaration, arn: string): Statement[] {
  if (!statesOf(definition).some(isDistributed)) return [];
  const executions = arn.replace(":stateMachine:", ":execution:");
  return [
    { Effect: "Allow", Action: "states:StartExecution", Resource: arn },
    { Effect: "Allow", Action: ["states:DescribeExecution", "states:StopExecution"], Resource: `${executions}:*` },
    { Effect: "Allow", Action: "states:RedriveExecution", Resource: `${executions}/*` },
  ];
}
