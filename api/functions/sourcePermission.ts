import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A function that a service calls through its alias. */
export interface Called {
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
}

export interface PermissionArgs extends Called {
  readonly service: "events" | "s3" | "sns";
  /** ARN of the rule, the bucket or the topic. */
  readonly sourceArn: pulumi.Output<string>;
  /** Owner of a bucket, whose ARN contains no account. */
  readonly sourceAccount?: pulumi.Output<string>;
}

/** Lets a service call a function for one of its resources. */
export function permitSource(
  name: string,
  { function: fn, alias, service, sourceArn, sourceAccount }: PermissionArgs,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.Permission {
  return new aws.lambda.Permission(
    `${name}-permission`,
    {
      action: "lambda:InvokeFunction",
      function: fn.name,
      principal: `${service}.amazonaws.com`,
      qualifier: alias.name,
      sourceArn,
      ...(sourceAccount === undefined ? {} : { sourceAccount }),
    },
    opts,
  );
}
