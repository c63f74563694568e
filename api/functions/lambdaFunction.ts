import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createFunctionRole, type FunctionRoleArgs } from "./functionRole";
import { createLogGroup } from "../shared/logGroup";
import { handlerName } from "../packaging/archive";
import type { FunctionSettings } from "../settings";
import type { Stack } from "../shared/stack";

/** Newest Node.js runtime of Lambda (Lambda Developer Guide, "Lambda runtimes"). */
export const runtime = "nodejs24.x";

export interface LambdaFunctionArgs extends Pick<FunctionRoleArgs, "grants"> {
  readonly code: pulumi.asset.Archive;
  /** Environment variables, in addition to those of every function. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  /** Default: those of the stack. */
  readonly own?: FunctionSettings;
  readonly reservedConcurrency: number | undefined;
  /** True to publish a version with each change. */
  readonly publish: boolean;
  readonly stack: Stack;
}

/** Declares a Lambda function, its log group and its role. */
export function createLambdaFunction(name: string, args: LambdaFunctionArgs, opts: pulumi.CustomResourceOptions) {
  const { stack, grants, reservedConcurrency } = args;
  const { settings } = stack;
  const { memorySize, timeout, logLevel } = args.own ?? { ...settings, logLevel: undefined };
  // Otherwise Lambda creates a log group at the first call, and its logs never expire.
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
      memorySize,
      timeout,
      ...(args.publish ? { publish: true } : {}),
      environment: {
        variables: {
          ...args.variables,
          POWERTOOLS_SERVICE_NAME: pulumi.getProject(),
          ...(logLevel === undefined ? {} : { POWERTOOLS_LOG_LEVEL: logLevel }),
        },
      },
      // With JSON, START, END and REPORT would become platform events in another format.
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      tracingConfig: { mode: settings.tracing ? "Active" : "PassThrough" },
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    },
    // A function that is called before its role has the policy cannot write its log.
    { ...opts, dependsOn: [policy] },
  );
  return { function: fn, logGroup };
}
