import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Stack } from "./stack";

export interface LogGroupArgs extends Pick<aws.cloudwatch.LogGroupArgs, "name" | "namePrefix"> {
  readonly stack: Stack;
}

/**
 * Declares a log group with the stack's retention and key. With `deletionProtection`, it remains when the stack is
 * deleted.
 */
export function createLogGroup(
  name: string,
  { stack: { settings, customerKey }, ...named }: LogGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    {
      ...named,
      retentionInDays: settings.logRetentionDays,
      ...(customerKey === undefined ? {} : { kmsKeyId: customerKey.arn }),
    },
    { ...opts, retainOnDelete: settings.deletionProtection },
  );
}
