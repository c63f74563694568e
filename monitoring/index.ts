import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createApiAlarms } from "./apiAlarms";
import { createFunctionAlarms } from "./functionAlarms";
import { createTableAlarms } from "./tableAlarms";
import { createTopic } from "./topic";
import type { AlarmThresholds, WatchedApi, WatchedFunction, WatchedTable } from "./watched";

export interface MonitoringArgs {
  readonly functions: readonly WatchedFunction[];
  readonly api: WatchedApi;
  readonly tables: readonly WatchedTable[];
  readonly thresholds: AlarmThresholds;
  readonly emails: readonly string[];
}

/** The topic `ops-topic` and the alarms of functions, API and tables. docs/runbook.md has an entry for each. */
export class Monitoring extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("items-api:monitoring:Monitoring", name, {}, opts);
    const { topic, policy } = createTopic("ops-topic", args.emails, { parent: this });
    this.topic = topic;
    const context = {
      name,
      topic,
      thresholds: args.thresholds,
      // The policy: an alarm that fires before it could tell nobody.
      opts: { parent: this, dependsOn: [policy] },
    };
    for (const fn of args.functions) createFunctionAlarms(context, fn);
    createApiAlarms(context, args.api);
    for (const table of args.tables) createTableAlarms(context, table);
    this.registerOutputs({ topicArn: topic.arn });
  }
}
