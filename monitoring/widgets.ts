import type * as pulumi from "@pulumi/pulumi";
import { ofMethod } from "./metrics";
import type { WatchedApi, WatchedFunction, WatchedMethod, WatchedTable } from "./watched";

/** A metric of a widget, drawn as a line. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `Sum`, `p99`. */
  readonly stat: string;
  readonly label: string;
}

/** A widget without its position. */
export interface MetricWidget {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

export type MetricSource = Pick<Metric, "namespace" | "dimensions">;

/** Returns several metrics of the same source. */
export function metricsOf(
  source: MetricSource,
  ...metrics: readonly (readonly [name: string, stat: string, label: string])[]
): Metric[] {
  return metrics.map(([name, stat, label]) => ({ ...source, name, stat, label }));
}

/** Returns the widgets of the stage: traffic, errors and latency. */
export function apiWidgets({ apiName, stageName }: WatchedApi): MetricWidget[] {
  const source = { namespace: "AWS/ApiGateway", dimensions: { ApiName: apiName, Stage: stageName } };
  return [
    { title: "Requests", metrics: metricsOf(source, ["Count", "Sum", "requests"]) },
    { title: "Errors", metrics: metricsOf(source, ["4XXError", "Sum", "4XX"], ["5XXError", "Sum", "5XX"]) },
    {
      title: "Latency (ms)",
      metrics: metricsOf(
        source,
        ["Latency", "p50", "p50"],
        ["Latency", "p90", "p90"],
        ["Latency", "p99", "p99"],
        ["IntegrationLatency", "p99", "p99 of the functions"],
      ),
    },
  ];
}

/** Returns the widgets of concurrency, and of durations and capacity units, which determine the cost. */
export function sharedWidgets(functions: readonly WatchedFunction[], tables: readonly WatchedTable[]): MetricWidget[] {
  const account = { namespace: "AWS/Lambda", dimensions: {} };
  return [
    { title: "Concurrency of the account", metrics: metricsOf(account, ["ConcurrentExecutions", "Maximum", "in use"]) },
    {
      title: "Provisioned concurrency in use (share)",
      metrics: functions.flatMap((fn) =>
        metricsOf(functionOf(fn), ["ProvisionedConcurrencyUtilization", "Maximum", fn.name]),
      ),
    },
    {
      title: "Cost: time of the functions (ms), capacity of the tables (units)",
      metrics: [
        ...functions.flatMap((fn) => metricsOf(functionOf(fn), ["Duration", "Sum", fn.name])),
        ...tables.flatMap((table) =>
          metricsOf(
            tableOf(table),
            ["ConsumedReadCapacityUnits", "Sum", `${table.name} read`],
            ["ConsumedWriteCapacityUnits", "Sum", `${table.name} written`],
          ),
        ),
      ],
    },
  ];
}

/** Returns the widgets of a table: capacity, throttles and latency. */
export function tableWidgets(table: WatchedTable): MetricWidget[] {
  const source = tableOf(table);
  const perOperation = (name: string, stat: string) =>
    table.operations.map((operation) => ({
      ...source,
      dimensions: { ...source.dimensions, Operation: operation },
      name,
      stat,
      label: operation,
    }));
  return [
    {
      title: `${table.name}: capacity units`,
      metrics: metricsOf(
        source,
        ["ConsumedReadCapacityUnits", "Sum", "read"],
        ["ConsumedWriteCapacityUnits", "Sum", "written"],
      ),
    },
    {
      title: `${table.name}: throttles`,
      metrics: metricsOf(source, ["ReadThrottleEvents", "Sum", "reads"], ["WriteThrottleEvents", "Sum", "writes"]),
    },
    { title: `${table.name}: latency (ms)`, metrics: perOperation("SuccessfulRequestLatency", "p99") },
  ];
}

/**
 * Returns the rows of a function: of its route, or of a group and of each of its routes. Lambda's metrics do not
 * distinguish the routes of a group, and those of API Gateway do.
 */
export function functionRows(fn: WatchedFunction, api: WatchedApi): MetricWidget[][] {
  const [route, ...others] = fn.routes;
  if (route !== undefined && others.length === 0) return [[requestWidget({ ...api, route }), ...functionWidgets(fn)]];
  const methods = fn.routes.map((each) => ({ ...api, route: each }));
  return [functionWidgets(fn), ...methods.map((method) => [requestWidget(method), latencyWidget(method)])];
}

function requestWidget(watched: WatchedMethod): MetricWidget {
  return {
    title: `${watched.route.name}: requests`,
    metrics: metricsOf(
      methodOf(watched),
      ["Count", "Sum", "requests"],
      ["4XXError", "Sum", "4XX"],
      ["5XXError", "Sum", "5XX"],
    ),
  };
}

function latencyWidget(watched: WatchedMethod): MetricWidget {
  return {
    title: `${watched.route.name}: latency (ms)`,
    metrics: metricsOf(methodOf(watched), ["Latency", "p50", "p50"], ["Latency", "p99", "p99"]),
  };
}

function methodOf(watched: WatchedMethod): MetricSource {
  return { namespace: "AWS/ApiGateway", dimensions: ofMethod(watched) };
}

/** Returns the widgets of a function: failures, duration and environments. */
function functionWidgets(fn: WatchedFunction): MetricWidget[] {
  const source = functionOf(fn);
  return [
    {
      title: `${fn.name}: failures`,
      metrics: metricsOf(source, ["Errors", "Sum", "errors"], ["Throttles", "Sum", "throttles"]),
    },
    {
      title: `${fn.name}: time (ms)`,
      metrics: metricsOf(source, ["Duration", "p50", "p50"], ["Duration", "p99", "p99"]),
    },
    {
      title: `${fn.name}: environments`,
      metrics: metricsOf(
        source,
        ["ConcurrentExecutions", "Maximum", "in use"],
        ["ProvisionedConcurrentExecutions", "Maximum", "provisioned in use"],
        ["ProvisionedConcurrencySpilloverInvocations", "Sum", "spilled over"],
      ),
    },
  ];
}

function functionOf({ functionName }: WatchedFunction): MetricSource {
  return { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName } };
}

function tableOf({ tableName }: WatchedTable): MetricSource {
  return { namespace: "AWS/DynamoDB", dimensions: { TableName: tableName } };
}
