import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createFunctionRole, type TableGrant } from "./functionRole";
import { createLogGroup } from "../shared/logGroup";
import { handlerName } from "../packaging/archive";
import type { Settings } from "../settings";

/** Newest Node.js runtime of Lambda (Lambda Developer Guide, "Lambda runtimes"). */
export const runtime = "nodejs24.x";

export interface LambdaFunctionArgs {
  readonly code: pulumi.asset.Archive;
  /** Of its environment, besides those of every function. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly grants: readonly TableGrant[];
  readonly reservedConcurrency: number | undefined;
  /** Whether each change makes a version. */
  readonly publish: boolean;
  readonly settings: Settings;
  /** What encrypts its log; AWS's own key where undefined. */
  readonly key?: aws.kms.Key | undefined;
}

/** A function with a log group and a role of its own. */
export function createLambdaFunction(name: string, args: LambdaFunctionArgs, opts: pulumi.CustomResourceOptions) {
  const { settings, key, grants, reservedConcurrency } = args;
  // Made before the function, which would otherwise make its own, without retention, at its first call.
  const logGroup = createLogGroup(`${name}-logs`, { settings, key }, opts);
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
    // The policy: a first call must not meet a role that may not write its log.
    { ...opts, dependsOn: [policy] },
  );
  return { function: fn, logGroup };
}
