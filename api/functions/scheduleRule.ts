import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface ScheduleRuleArgs {
  readonly expression: string;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
}

/** Declares a rule that calls a function by schedule. */
export function createScheduleRule(name: string, args: ScheduleRuleArgs, opts: pulumi.CustomResourceOptions): void {
  const { expression, function: fn, alias } = args;
  const rule = new aws.cloudwatch.EventRule(`${name}-rule`, { scheduleExpression: expression }, opts);
  const permission = new aws.lambda.Permission(
    `${name}-permission`,
    {
      action: "lambda:InvokeFunction",
      function: fn.name,
      principal: "events.amazonaws.com",
      qualifier: alias.name,
      sourceArn: rule.arn,
    },
    opts,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-target`,
    { rule: rule.name, arn: alias.arn },
    { ...opts, dependsOn: [permission] },
  );
}
