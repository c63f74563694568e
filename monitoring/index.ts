import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createAlarms, type AlarmThresholds } from "./alarms";
import { apiAlarms, canaryAlarms, functionAlarms, groupedRouteAlarms } from "./alarmTable";
import { createConsumerAlarms } from "./consumerAlarms";
import { createDashboard } from "./dashboard";
import { createQueries } from "./queries";
import { createTableAlarms } from "./tableAlarms";
import { createTopic } from "./topic";
import { createTrafficAlarm } from "./trafficAlarm";
import {
  hasCanary,
  type WatchedApi,
  type WatchedConsumer,
  type WatchedFunction,
  type WatchedTable,
  type WatchedWorkflow,
} from "./watched";
import { createWorkflowAlarms } from "./workflowAlarms";

export interface MonitoringArgs {
  readonly functions: readonly WatchedFunction[];
  readonly api: WatchedApi;
  readonly tables: readonly WatchedTable[];
  readonly consumers: readonly WatchedConsumer[];
  readonly workflows: readonly WatchedWorkflow[];
  readonly settings: MonitoringSettings;
  /** KMS key that encrypts the topic. Its policy must allow CloudWatch to use it. */
  readonly customerKey: aws.kms.Key | undefined;
}

/** The settings of a stack that monitoring uses. */
export interface MonitoringSettings {
  readonly alarmThresholds: AlarmThresholds;
  /** URL or path of docs/runbook.md. */
  readonly runbookUrl: string;
  readonly alarmEmails: readonly string[];
  /** True to create a KMS key for the topic, if the stack has no customer key. */
  readonly alarmTopicEncryption: boolean;
}

/**
 * The topic `ops-topic`, the alarms of functions, API, tables, consumers and workflows, a dashboard and saved log queries. docs/runbook.md
 * has an entry for each alarm.
 */
export class Monitoring extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;
  readonly dashboardUrl: pulumi.Output<string>;
  /** Names of the alarms of canary versions; empty without a canary release. */
  readonly canaryAlarms: readonly pulumi.Output<string>[];

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:monitoring:Monitoring", name, {}, opts);
    const { settings, customerKey } = args;
    const { topic, policy } = createTopic(
      "ops-topic",
      { emails: settings.alarmEmails, encrypted: settings.alarmTopicEncryption, customerKey },
      { parent: this },
    );
    this.topic = topic;
    const context = {
      name,
      topic,
      thresholds: settings.alarmThresholds,
      runbook: settings.runbookUrl,
      // Before the topic has its policy, an alarm cannot publish to it.
      opts: { parent: this, dependsOn: [policy] },
    };
    const canaries = args.functions.filter(hasCanary).flatMap((fn) => createAlarms(context, canaryAlarms, fn));
    this.canaryAlarms = canaries.map((alarm) => alarm.name);
    const alarms = [
      ...args.functions.flatMap((fn) => createAlarms(context, functionAlarms, fn)),
      ...canaries,
      ...args.functions
        .flatMap(({ routes }) => (routes.length === 1 ? [] : routes))
        .flatMap((route) => createAlarms(context, groupedRouteAlarms, { ...args.api, route })),
      ...createAlarms(context, apiAlarms, args.api),
      createTrafficAlarm(context, args.api),
      ...args.tables.flatMap((table) => createTableAlarms(context, table)),
      ...args.consumers.flatMap((consumer) => createConsumerAlarms(context, consumer)),
      ...args.workflows.flatMap((workflow) => createWorkflowAlarms(context, workflow)),
    ];
    this.dashboardUrl = createDashboard(name, { ...args, alarms }, { parent: this });
    const tasks = args.workflows.flatMap((workflow) => workflow.tasks);
    createQueries(name, [...args.functions, ...args.consumers, ...tasks], { parent: this });
    this.registerOutputs({ topicArn: topic.arn, dashboardUrl: this.dashboardUrl });
  }
}
