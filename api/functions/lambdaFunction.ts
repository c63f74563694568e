import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createFunctionRole, type TableGrant } from "./functionRole";
import { createLogGroup } from "../shared/logGroup";
import { handlerName } from "../packaging/archive";
import type { Stack } from "../shared/stack";

/** Newest Node.js runtime of Lambda (Lambda Developer Guide, "Lambda runtimes"). */
export const runtime = "nodejs24.x";

export interface LambdaFunctionArgs {
  readonly code: pulumi.asset.Archive;
  /** Environment variables, besides those of every function. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly grants: readonly TableGrant[];
  readonly reservedConcurrency: number | undefined;
  /** Whether each change publishes a version. */
  readonly publish: boolean;
  readonly stack: Stack;
}

/** Declares a function with its log group and its role. */
export function createLambdaFunction(name: string, args: LambdaFunctionArgs, opts: pulumi.CustomResourceOptions) {
  const { stack, grants, reservedConcurrency } = args;
  const { settings } = stack;
  // Without it, Lambda would create a log group without retention at the first call.
  const logGroup = createLogGroup(`${name}-logs`, { stack }, opts);
  const { role, policy } = createFunctionRole(name, { grants, logGroup, tracing: settings.tracing }, opts);
  const fn = new aws.lambda.Function(
    `${name}-function`,
    {
      code: args.code,
      handler: handlerName,
      runtime,
      role: role.arn,
      architectures: [settings.architecture],
      memorySize: settings.memorySize,
      timeout: settings.timeout,
      ...(args.publish ? { publish: true } : {}),
      environment: { variables: { ...args.variables, POWERTOOLS_SERVICE_NAME: pulumi.getProject() } },
      // Text: JSON would turn START, END and REPORT into platform events.
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      tracingConfig: { mode: settings.tracing ? "Active" : "PassThrough" },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    },
    // Without the policy, the first call could not write its log.
    { ...opts, dependsOn: [policy] },
  );
  return { function: fn, logGroup };
}
