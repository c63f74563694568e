import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { runtime } from "../functions/lambdaFunction";
import { handlerName, packEdgeCallback } from "../packaging/archive";
import { trustIn } from "../shared/trust";
import { edgeEvents, type DeclaredEdgeCallback } from "./callbacks";

/** Declares the function of a callback at the edge. @param opts contain the provider of us-east-1 */
export function createEdgeFunction(
  component: string,
  callback: DeclaredEdgeCallback,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.Function {
  const name = `${component}-${edgeEvents[callback.name]}`;
  const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: trustIn("lambda", "edgelambda") }, opts);
  const { accountId } = aws.getCallerIdentityOutput();
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: accountId.apply((account) => JSON.stringify(logPolicy(account, `${name}-function`))) },
    opts,
  );
  return new aws.lambda.Function(
    `${name}-function`,
    {
      code: packEdgeCallback(callback),
      handler: handlerName,
      runtime,
      role: role.arn,
      // Lambda@Edge runs no functions for arm64.
      architectures: ["x86_64"],
      memorySize: callback.memorySize,
      timeout: callback.timeout,
      publish: true,
    },
    // Lambda rejects the deletion for hours, until CloudFront has deleted the replicas. A function costs nothing.
    { ...opts, dependsOn: [policy], retainOnDelete: true },
  );
}

/**
 * Returns the policy for logs. A replica writes in the region of its edge location, and Lambda creates the group there
 * (CloudFront Developer Guide, "Set up IAM permissions and roles for Lambda@Edge").
 */
function logPolicy(account: string, functionName: string): object {
  const group = `arn:aws:logs:*:${account}:log-group:/aws/lambda/us-east-1.${functionName}-*`;
  const Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: [group, `${group}:*`] }] };
}
