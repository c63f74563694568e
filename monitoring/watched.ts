import type * as pulumi from "@pulumi/pulumi";

/** A function to monitor. */
export interface WatchedFunction {
  /** Identifies the function in alarm names. Changing it replaces the alarms. */
  readonly name: string;
  readonly functionName: pulumi.Input<string>;
  readonly logGroupName: pulumi.Input<string>;
  /** The routes that the function answers; several if they are a group. */
  readonly routes: readonly WatchedRoute[];
  /** The new version; absent unless it receives a share of the calls. */
  readonly canary?: { readonly alias: pulumi.Input<string>; readonly version: pulumi.Input<string> };
}

export interface WatchedRoute {
  /** Identifies the route in the names of alarms and widgets. */
  readonly name: string;
  /** HTTP method. */
  readonly method: string;
  readonly path: string;
}

/** A route of a group, which has metrics of its own in API Gateway alone. */
export interface WatchedMethod extends WatchedApi {
  readonly route: WatchedRoute;
}

/** A function whose new version receives a share of the calls. */
export type WatchedCanary = WatchedFunction & Required<Pick<WatchedFunction, "canary">>;

export function hasCanary(fn: WatchedFunction): fn is WatchedCanary {
  return fn.canary !== undefined;
}

/** A function for events to monitor. */
export interface WatchedConsumer {
  /** Identifies the function in alarm names. Changing it replaces the alarms. */
  readonly name: string;
  readonly functionName: pulumi.Input<string>;
  readonly logGroupName: pulumi.Input<string>;
  /** Name of the queue of events that failed; absent for a queue of another program. */
  readonly deadLettersName?: pulumi.Input<string>;
  /** Kind of its source. */
  readonly source: string;
  /** Name of the queue that it reads; absent for other sources. */
  readonly queueName?: pulumi.Input<string>;
}

/** A workflow to monitor. */
export interface WatchedWorkflow {
  /** Identifies the workflow in alarm names. Changing it replaces the alarms. */
  readonly name: string;
  readonly machineArn: pulumi.Input<string>;
  readonly tasks: readonly WatchedTask[];
}

/** The function of a task. */
export interface WatchedTask {
  readonly name: string;
  readonly functionName: pulumi.Input<string>;
  readonly logGroupName: pulumi.Input<string>;
}

/** A stage of a REST API to monitor. */
export interface WatchedApi {
  readonly apiName: pulumi.Input<string>;
  readonly stageName: pulumi.Input<string>;
}

/** A table to monitor. */
export interface WatchedTable {
  /** Identifies the table in alarm names. Changing it replaces the alarms. */
  readonly name: string;
  readonly tableName: pulumi.Input<string>;
  /** Data operations in use, named as in DynamoDB's metrics: `GetItem`, `Scan`. */
  readonly operations: readonly string[];
}
