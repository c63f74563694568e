import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BusSource, ScheduleSource } from "../consumer/sources";
import { acceptUndelivered } from "./deadLetters";
import { permitSource, type Called } from "./sourcePermission";

export interface EventRuleArgs extends Called {
  readonly rule: aws.cloudwatch.EventRuleArgs;
  readonly deadLetters: aws.sqs.Queue;
}

/**
 * Declares a rule that calls a function. EventBridge tries for a day to deliver an event, and then sends it to the
 * dead-letter queue (EventBridge User Guide, "Retrying event delivery").
 */
export function createEventRule(name: string, args: EventRuleArgs, opts: pulumi.CustomResourceOptions): void {
  const { alias, deadLetters } = args;
  const rule = new aws.cloudwatch.EventRule(`${name}-rule`, args.rule, opts);
  const permission = permitSource(name, { service: "events", sourceArn: rule.arn, ...args }, opts);
  const undelivered = { queue: deadLetters, service: "events", sourceArn: rule.arn } as const;
  const policy = acceptUndelivered(name, undelivered, opts);
  new aws.cloudwatch.EventTarget(
    `${name}-target`,
    {
      rule: rule.name,
      arn: alias.arn,
      deadLetterConfig: { arn: deadLetters.arn },
      ...(args.rule.eventBusName === undefined ? {} : { eventBusName: args.rule.eventBusName }),
    },
    { ...opts, dependsOn: [permission, policy] },
  );
}

/** Returns the rule of a schedule. */
export function scheduleRule({ expression }: ScheduleSource): aws.cloudwatch.EventRuleArgs {
  return { scheduleExpression: expression };
}

/** Returns the rule of the listed events. @param eventBusName name of the bus in AWS. */
export function patternRule(
  { events, detail }: BusSource,
  eventBusName: pulumi.Output<string>,
): aws.cloudwatch.EventRuleArgs {
  const pattern = {
    source: [...new Set(events.map((event) => event.source))],
    "detail-type": events.map((event) => event.type),
    ...(detail === undefined ? {} : { detail }),
  };
  return { eventBusName, eventPattern: JSON.stringify(pattern) };
}
