import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../kinds/kind";
import { trustIn } from "../shared/trust";

export interface FunctionRoleArgs {
  /** Statements of the policy, in addition to those for logs and traces. */
  readonly grants: readonly pulumi.Output<readonly Statement[]>[];
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly tracing: boolean;
}

/**
 * Declares the role of one function. It allows the granted actions, writing to its log group, and X-Ray if tracing is on.
 */
export function createFunctionRole(name: string, args: FunctionRoleArgs, opts: pulumi.CustomResourceOptions) {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      assumeRolePolicy: trustIn("lambda"),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.name,
      policy: pulumi
        .all([args.logGroup.arn, pulumi.all([...args.grants])])
        .apply(([logGroup, grants]) => policyDocument(grants.flat(), logGroup, args.tracing)),
    },
    opts,
  );
  return { role, policy };
}

function policyDocument(grants: readonly Statement[], logGroup: string, tracing: boolean): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      ...grants,
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroup}:*` },
      // These actions support no resource ARN (Service Authorization Reference, "Actions defined by AWS X-Ray").
      ...(tracing
        ? [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }]
        : []),
    ],
  });
}
