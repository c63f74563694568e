import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustIn } from "../shared/trust";
import type { DataAction, TableDeclaration } from "../tables/declaration";
import { tableResources } from "./tableResources";

/** Actions that a function may use on a table. */
export interface TableGrant {
  readonly declaration: TableDeclaration;
  readonly table: aws.dynamodb.Table;
  readonly actions: readonly DataAction[];
}

export interface FunctionRoleArgs {
  readonly grants: readonly TableGrant[];
  /** Parameters that the function reads. */
  readonly parameters: readonly aws.ssm.Parameter[];
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly tracing: boolean;
}

/**
 * Declares the role of one function. It allows the granted actions, reading its parameters, writing to its log group, and
 * X-Ray if tracing is on.
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
        .all([
          args.logGroup.arn,
          pulumi.all(args.grants.map(({ table }) => table.arn)),
          pulumi.all(args.parameters.map(({ arn }) => arn)),
        ])
        .apply(([logGroup, tables, parameters]) => policyDocument(args, { logGroup, tables, parameters })),
    },
    opts,
  );
  return { role, policy };
}

function policyDocument(
  { grants, tracing }: FunctionRoleArgs,
  arns: { readonly logGroup: string; readonly tables: readonly string[]; readonly parameters: readonly string[] },
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      ...grants.map((grant, index) => ({
        Effect: "Allow",
        Action: grant.actions.map((action) => `dynamodb:${action}`),
        Resource: tableResources(grant, arns.tables[index]!),
      })),
      ...(arns.parameters.length === 0
        ? []
        : [{ Effect: "Allow", Action: "ssm:GetParameter", Resource: arns.parameters }]),
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${arns.logGroup}:*` },
      // These actions support no resource ARN (Service Authorization Reference, "Actions defined by AWS X-Ray").
      ...(tracing
        ? [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }]
        : []),
    ],
  });
}
