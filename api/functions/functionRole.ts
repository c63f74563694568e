import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustIn } from "../shared/trust";
import type { DataAction, TableDeclaration } from "../tables/declaration";

/** What a function may do with one table. */
export interface TableGrant {
  readonly declaration: TableDeclaration;
  readonly table: aws.dynamodb.Table;
  readonly actions: readonly DataAction[];
}

export interface FunctionRoleArgs {
  readonly grants: readonly TableGrant[];
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly tracing: boolean;
}

/** A role of one function's own: its actions on its tables, its own log streams, X-Ray when tracing; nothing else. */
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
        .all([args.logGroup.arn, ...args.grants.map(({ table }) => table.arn)])
        .apply(([logGroup, ...tables]) => document(args, logGroup!, tables)),
    },
    opts,
  );
  return { role, policy };
}

function document({ grants, tracing }: FunctionRoleArgs, logGroupArn: string, tableArns: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      ...grants.map((grant, index) => ({
        Effect: "Allow",
        Action: grant.actions.map((action) => `dynamodb:${action}`),
        Resource: resources(grant, tableArns[index]!),
      })),
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroupArn}:*` },
      // X-Ray knows no resources: its two actions stand on `*`.
      ...(tracing
        ? [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }]
        : []),
    ],
  });
}

/** Only Query and Scan read indexes (Service Authorization Reference, "Actions defined by Amazon DynamoDB"). */
function resources({ declaration, actions }: TableGrant, tableArn: string): string | string[] {
  const indexes = Object.keys(declaration.indexes ?? {});
  if (indexes.length === 0 || !actions.some((action) => action === "Query" || action === "Scan")) return tableArn;
  return [tableArn, ...indexes.map((index) => `${tableArn}/index/${index}`)];
}
