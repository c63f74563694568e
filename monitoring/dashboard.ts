import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboardName } from "./dashboardName";
import { consumerWidgets } from "./consumerWidgets";
import { apiWidgets, functionRows, sharedWidgets, tableWidgets, type Metric, type MetricWidget } from "./widgets";
import type { WatchedApi, WatchedConsumer, WatchedFunction, WatchedTable, WatchedWorkflow } from "./watched";
import { workflowWidgets } from "./workflowWidgets";

export interface DashboardArgs {
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
  readonly functions: readonly WatchedFunction[];
  readonly api: WatchedApi;
  readonly tables: readonly WatchedTable[];
  readonly consumers: readonly WatchedConsumer[];
  readonly workflows: readonly WatchedWorkflow[];
}

/** Columns of the grid (CloudWatch API reference, "Dashboard Body Structure and Syntax"). */
const columns = 24;

/** Height of every widget, in rows of the grid. */
const height = 6;

/** Maximum number of alarms in an alarm widget (CloudWatch API reference, "Dashboard Body Structure and Syntax"). */
const maxAlarms = 100;

/** Maximum number of widgets on a dashboard (CloudWatch User Guide, "CloudWatch service quotas"). */
const maxWidgets = 500;

/**
 * Declares the dashboard of a stack: alarms, the API, costs, tables, and one row for each consumer, workflow and route. A group
 * has one row for its function too.
 *
 * It uses `aws.cloudwatch.Dashboard`, because those of `awsx.classic.cloudwatch` are limited to 100 widgets, which is
 * reached at 22 routes (docs/decisions.md).
 *
 * @returns URL of the dashboard in the AWS console.
 */
export function createDashboard(
  name: string,
  args: DashboardArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { region } = aws.getRegionOutput({}, opts);
  const dashboard = new aws.cloudwatch.Dashboard(
    `${name}-dashboard`,
    {
      dashboardName: dashboardName(pulumi.getProject(), pulumi.getStack()),
      dashboardBody: pulumi.jsonStringify({ widgets: widgetsOf(args, region) }),
    },
    opts,
  );
  return pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
}

function widgetsOf(args: DashboardArgs, region: pulumi.Output<string>) {
  const { alarms, functions, api, tables, consumers, workflows } = args;
  const rows: readonly (readonly object[])[] = [
    ...chunk(alarms).map((some) => [alarmBody(some)]),
    apiWidgets(api).map((widget) => metricBody(widget, region)),
    sharedWidgets(functions, tables).map((widget) => metricBody(widget, region)),
    ...tables.map((table) => tableWidgets(table).map((widget) => metricBody(widget, region))),
    ...consumers.map((consumer) => consumerWidgets(consumer).map((widget) => metricBody(widget, region))),
    ...workflows.map((workflow) => workflowWidgets(workflow).map((widget) => metricBody(widget, region))),
    ...functions.flatMap((fn) => functionRows(fn, api)).map((row) => row.map((widget) => metricBody(widget, region))),
  ];
  return limitRows(rows).flatMap((row, y) =>
    row.map((widget, x) => {
      const width = columns / row.length;
      return { x: x * width, y: y * height, width, height, ...widget };
    }),
  );
}

/** Returns the rows that fit on a dashboard. Warns if it omits any, which does not affect the other resources. */
function limitRows<T>(rows: readonly (readonly T[])[]): readonly (readonly T[])[] {
  let widgets = 0;
  const shown = rows.filter((row) => (widgets += row.length) <= maxWidgets);
  const omitted = rows.length - shown.length;
  if (omitted > 0)
    void pulumi.log.warn(
      `the dashboard omits the rows of the last ${omitted} routes: CloudWatch allows ${maxWidgets} widgets`,
    );
  return shown;
}

function chunk<T>(values: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(values.length / maxAlarms) }, (_, index) =>
    values.slice(index * maxAlarms, (index + 1) * maxAlarms),
  );
}

function alarmBody(alarms: readonly aws.cloudwatch.MetricAlarm[]) {
  return { type: "alarm", properties: { title: "Alarms", alarms: alarms.map(({ arn }) => arn) } };
}

function metricBody({ title, metrics }: MetricWidget, region: pulumi.Output<string>) {
  return {
    type: "metric",
    properties: { title, region, view: "timeSeries", stacked: false, period: 60, metrics: metrics.map(metricEntry) },
  };
}

function metricEntry({ namespace, name, dimensions, stat, label }: Metric) {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat, label }];
}
