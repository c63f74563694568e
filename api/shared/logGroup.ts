import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";

export interface LogGroupArgs extends Pick<aws.cloudwatch.LogGroupArgs, "name" | "namePrefix"> {
  readonly settings: Pick<Settings, "logRetentionDays" | "deletionProtection">;
  /** What encrypts it; AWS's own key where undefined. */
  readonly key?: aws.kms.Key | undefined;
}

/** A log group as all of a stack are: kept for as long as its settings say, and past the stack where it is protected. */
export function createLogGroup(
  name: string,
  { settings, key, ...named }: LogGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    { ...named, retentionInDays: settings.logRetentionDays, ...(key === undefined ? {} : { kmsKeyId: key.arn }) },
    { ...opts, retainOnDelete: settings.deletionProtection },
  );
}
