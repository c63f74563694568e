import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createApiAlarms } from "./apiAlarms";
import { createCanaryAlarms } from "./canaryAlarms";
import { createDashboard } from "./dashboard";
import { createFunctionAlarms } from "./functionAlarms";
import { createQueries } from "./queries";
import { createTableAlarms } from "./tableAlarms";
import { createTopic } from "./topic";
import type { AlarmThresholds, WatchedApi, WatchedFunction, WatchedTable } from "./watched";

export interface MonitoringArgs {
  readonly functions: readonly WatchedFunction[];
  readonly api: WatchedApi;
  readonly tables: readonly WatchedTable[];
  readonly thresholds: AlarmThresholds;
  /** Where docs/runbook.md is read: a URL, or its path. */
  readonly runbook: string;
  readonly emails: readonly string[];
  /** Whether the topic has a key of its own. */
  readonly encryptTopic: boolean;
  /** A key that lets CloudWatch use it, for the topic in place of its own. */
  readonly key?: aws.kms.Key | undefined;
}

/**
 * The topic `ops-topic`, the alarms of functions, API and tables, a dashboard and saved queries of the logs.
 * docs/runbook.md has an entry for each alarm.
 */
export class Monitoring extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;
  readonly dashboardUrl: pulumi.Output<string>;
  /** Names of the alarms of new versions, while they get a share of the calls. */
  readonly canaryAlarms: readonly pulumi.Output<string>[];

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("items-api:monitoring:Monitoring", name, {}, opts);
    const { topic, policy } = createTopic(
      "ops-topic",
      { emails: args.emails, encrypted: args.encryptTopic, key: args.key },
      { parent: this },
    );
    this.topic = topic;
    const context = {
      name,
      topic,
      thresholds: args.thresholds,
      runbook: args.runbook,
      // The policy: an alarm that fires before it could tell nobody.
      opts: { parent: this, dependsOn: [policy] },
    };
    const canaries = args.functions.flatMap((fn) => createCanaryAlarms(context, fn));
    this.canaryAlarms = canaries.map((alarm) => alarm.name);
    const alarms = [
      ...args.functions.flatMap((fn) => createFunctionAlarms(context, fn)),
      ...canaries,
      ...createApiAlarms(context, args.api),
      ...args.tables.flatMap((table) => createTableAlarms(context, table)),
    ];
    this.dashboardUrl = createDashboard(name, { ...args, alarms }, { parent: this });
    createQueries(name, args.functions, { parent: this });
    this.registerOutputs({ topicArn: topic.arn, dashboardUrl: this.dashboardUrl });
  }
}
