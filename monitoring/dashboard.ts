import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { apiWidgets, functionWidgets, sharedWidgets, tableWidgets, type Metric, type Sketch } from "./widgets";
import type { WatchedApi, WatchedFunction, WatchedTable } from "./watched";

export interface DashboardArgs {
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];
  readonly functions: readonly WatchedFunction[];
  readonly api: WatchedApi;
  readonly tables: readonly WatchedTable[];
}

/** Columns of a dashboard (CloudWatch API reference, "Dashboard Body Structure"). */
const columns = 24;

/** Alarms that a widget shows, and widgets of a dashboard (the same page; CloudWatch quotas). */
const maxAlarms = 100;
const maxWidgets = 500;

/**
 * The dashboard of a stack: alarms, the API, what its requests cost, the tables, then one row for each route.
 *
 * A plain one: those of `awsx.classic.cloudwatch` end at a hundred widgets, and so at 22 routes (docs/decisions.md).
 *
 * @returns where it is read.
 */
export function createDashboard(
  name: string,
  args: DashboardArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  // Dashboards are named per account, and stacks must not share one.
  const dashboardName = `${pulumi.getProject()}-${pulumi.getStack()}`;
  const { region } = aws.getRegionOutput({}, opts);
  const dashboard = new aws.cloudwatch.Dashboard(
    `${name}-dashboard`,
    { dashboardName, dashboardBody: pulumi.jsonStringify({ widgets: widgetsOf(args, region) }) },
    opts,
  );
  return pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
}

function widgetsOf({ alarms, functions, api, tables }: DashboardArgs, region: pulumi.Output<string>) {
  const rows: readonly (readonly object[])[] = [
    ...chunks(alarms).map((some) => [alarmWidget(some)]),
    apiWidgets(api).map((sketch) => metricWidget(sketch, region)),
    sharedWidgets(functions, tables).map((sketch) => metricWidget(sketch, region)),
    ...tables.map((table) => tableWidgets(table).map((sketch) => metricWidget(sketch, region))),
    ...functions.map((fn) => functionWidgets(fn, api).map((sketch) => metricWidget(sketch, region))),
  ];
  return fitting(rows).flatMap((row, y) =>
    row.map((widget, place) => {
      const width = columns / row.length;
      return { x: place * width, y: y * height, width, height, ...widget };
    }),
  );
}

/** The rows that a dashboard takes; a program of more routes is no worse for it, and is told. */
function fitting<T>(rows: readonly (readonly T[])[]): readonly (readonly T[])[] {
  let widgets = 0;
  const taken = rows.filter((row) => (widgets += row.length) <= maxWidgets);
  const left = rows.length - taken.length;
  if (left > 0)
    void pulumi.log.warn(`the dashboard holds ${maxWidgets} widgets, and has no row for the last ${left} routes`);
  return taken;
}

/** Of every widget, in rows of the grid. */
const height = 6;

function chunks<T>(values: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(values.length / maxAlarms) }, (_, chunk) =>
    values.slice(chunk * maxAlarms, (chunk + 1) * maxAlarms),
  );
}

function alarmWidget(alarms: readonly aws.cloudwatch.MetricAlarm[]) {
  return { type: "alarm", properties: { title: "Alarms", alarms: alarms.map(({ arn }) => arn) } };
}

function metricWidget({ title, metrics }: Sketch, region: pulumi.Output<string>) {
  return {
    type: "metric",
    properties: { title, region, view: "timeSeries", stacked: false, period: 60, metrics: metrics.map(metricEntry) },
  };
}

function metricEntry({ namespace, name, dimensions, stat, label }: Metric) {
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat, label }];
}
