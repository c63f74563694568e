import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface FunctionRoleArgs {
  /** IAM actions on the table. */
  readonly access: readonly string[];
  readonly table: aws.dynamodb.Table;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly tracing: boolean;
}

/** A role of one function's own: its actions on the table, its own log streams, X-Ray when tracing; nothing else. */
export function createFunctionRole(name: string, args: FunctionRoleArgs, opts: pulumi.CustomResourceOptions) {
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    {
      role: role.name,
      policy: pulumi
        .all([args.table.arn, args.logGroup.arn])
        .apply(([table, logGroup]) => document(args, table, logGroup)),
    },
    opts,
  );
  return { role, policy };
}

function document({ access, tracing }: FunctionRoleArgs, tableArn: string, logGroupArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      // IAM refuses a statement without actions.
      ...(access.length === 0 ? [] : [{ Effect: "Allow", Action: access, Resource: tableArn }]),
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroupArn}:*` },
      // X-Ray knows no resources: its two actions stand on `*`.
      ...(tracing
        ? [{ Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" }]
        : []),
    ],
  });
}
