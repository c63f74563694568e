import type * as pulumi from "@pulumi/pulumi";
import type { WatchedApi, WatchedFunction, WatchedTable } from "./watched";

/** A line of a widget. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `Sum`, `p99`. */
  readonly stat: string;
  readonly label: string;
}

/** A widget before it has its place. */
export interface Sketch {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

type Of = Pick<Metric, "namespace" | "dimensions">;

/** Lines of one thing: name, statistic and label of each. */
function lines(of: Of, ...metrics: readonly (readonly [name: string, stat: string, label: string])[]): Metric[] {
  return metrics.map(([name, stat, label]) => ({ ...of, name, stat, label }));
}

/** Traffic, errors and latency of the stage. */
export function apiWidgets({ apiName, stageName }: WatchedApi): Sketch[] {
  const of = { namespace: "AWS/ApiGateway", dimensions: { ApiName: apiName, Stage: stageName } };
  return [
    { title: "Requests", metrics: lines(of, ["Count", "Sum", "requests"]) },
    { title: "Errors", metrics: lines(of, ["4XXError", "Sum", "4XX"], ["5XXError", "Sum", "5XX"]) },
    {
      title: "Latency (ms)",
      metrics: lines(
        of,
        ["Latency", "p50", "p50"],
        ["Latency", "p90", "p90"],
        ["Latency", "p99", "p99"],
        ["IntegrationLatency", "p99", "p99 of the functions"],
      ),
    },
  ];
}

/** What all functions and tables take together, and so what they cost. */
export function sharedWidgets(functions: readonly WatchedFunction[], tables: readonly WatchedTable[]): Sketch[] {
  const account = { namespace: "AWS/Lambda", dimensions: {} };
  return [
    { title: "Concurrency of the account", metrics: lines(account, ["ConcurrentExecutions", "Maximum", "in use"]) },
    {
      title: "Provisioned concurrency in use (share)",
      metrics: functions.flatMap((fn) =>
        lines(functionOf(fn), ["ProvisionedConcurrencyUtilization", "Maximum", fn.name]),
      ),
    },
    {
      title: "Cost: time of the functions (ms), capacity of the tables (units)",
      metrics: [
        ...functions.flatMap((fn) => lines(functionOf(fn), ["Duration", "Sum", fn.name])),
        ...tables.flatMap((table) =>
          lines(
            tableOf(table),
            ["ConsumedReadCapacityUnits", "Sum", `${table.name} read`],
            ["ConsumedWriteCapacityUnits", "Sum", `${table.name} written`],
          ),
        ),
      ],
    },
  ];
}

/** Capacity, throttles and latency of a table. */
export function tableWidgets(table: WatchedTable): Sketch[] {
  const of = tableOf(table);
  const perOperation = (name: string, stat: string) =>
    table.operations.map((operation) => ({
      ...of,
      dimensions: { ...of.dimensions, Operation: operation },
      name,
      stat,
      label: operation,
    }));
  return [
    {
      title: `${table.name}: capacity units`,
      metrics: lines(
        of,
        ["ConsumedReadCapacityUnits", "Sum", "read"],
        ["ConsumedWriteCapacityUnits", "Sum", "written"],
      ),
    },
    {
      title: `${table.name}: throttles`,
      metrics: lines(of, ["ReadThrottleEvents", "Sum", "reads"], ["WriteThrottleEvents", "Sum", "writes"]),
    },
    { title: `${table.name}: latency (ms)`, metrics: perOperation("SuccessfulRequestLatency", "p99") },
  ];
}

/** The row of a route: requests, errors, time and environments. */
export function functionWidgets(fn: WatchedFunction, { apiName, stageName }: WatchedApi): Sketch[] {
  const of = functionOf(fn);
  const method = {
    namespace: "AWS/ApiGateway",
    dimensions: { ApiName: apiName, Method: fn.method, Resource: fn.path, Stage: stageName },
  };
  return [
    {
      title: `${fn.name}: requests`,
      metrics: lines(method, ["Count", "Sum", "requests"], ["4XXError", "Sum", "4XX"], ["5XXError", "Sum", "5XX"]),
    },
    {
      title: `${fn.name}: failures`,
      metrics: lines(of, ["Errors", "Sum", "errors"], ["Throttles", "Sum", "throttles"]),
    },
    {
      title: `${fn.name}: time (ms)`,
      metrics: lines(of, ["Duration", "p50", "p50"], ["Duration", "p99", "p99"]),
    },
    {
      title: `${fn.name}: environments`,
      metrics: lines(
        of,
        ["ConcurrentExecutions", "Maximum", "in use"],
        ["ProvisionedConcurrentExecutions", "Maximum", "provisioned in use"],
        ["ProvisionedConcurrencySpilloverInvocations", "Sum", "spilled over"],
      ),
    },
  ];
}

function functionOf({ functionName }: WatchedFunction): Of {
  return { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName } };
}

function tableOf({ tableName }: WatchedTable): Of {
  return { namespace: "AWS/DynamoDB", dimensions: { TableName: tableName } };
}
