import type { JsonObject } from "../language/json";

/** A state machine. Times are epoch milliseconds of the run's clock. */
export interface MachineRecord {
  readonly name: string;
  readonly arn: string;
  readonly type: "STANDARD" | "EXPRESS";
  /** JSON text as it was declared. */
  readonly definition: string;
  readonly roleArn: string;
  /** Undefined until the first update (snapshot `test_create_update_state_machine_base_definition` of LocalStack). */
  readonly revisionId: string | undefined;
  readonly created: number;
  readonly updated: number;
  readonly logging: LoggingConfiguration | undefined;
  readonly tracing: boolean;
  /** Undefined for AWS's own key. */
  readonly encryption?:
    | {
        readonly type: "CUSTOMER_MANAGED_KMS_KEY";
        readonly kmsKeyId: string;
        readonly kmsDataKeyReusePeriodSeconds: number;
      }
    | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Published versions, oldest first. */
  readonly versions: readonly MachineVersion[];
  /** Number of the last published version. */
  readonly lastVersion: number;
  readonly aliases: readonly MachineAlias[];
  /** True if the program declares it; false if an operation made it. */
  readonly isDeclared: boolean;
}

export interface MachineVersion {
  readonly number: number;
  readonly definition: string;
  readonly roleArn: string;
  readonly revisionId: string | undefined;
  readonly description: string | undefined;
  readonly created: number;
}

export interface MachineAlias {
  readonly name: string;
  readonly description: string | undefined;
  /** Version numbers and their weights in percent. */
  readonly routes: readonly { readonly version: number; readonly weight: number }[];
  readonly created: number;
  readonly updated: number;
}

export interface LoggingConfiguration {
  readonly level: "ALL" | "ERROR" | "FATAL" | "OFF";
  readonly includeExecutionData: boolean;
  /** Names of the log groups; undefined if no list of destinations was given. */
  readonly groups: readonly string[] | undefined;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** An execution. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly type: "STANDARD" | "EXPRESS";
  /** Definition and role when it started. A later update does not change them. */
  readonly definition: string;
  readonly roleArn: string;
  readonly status: ExecutionStatus;
  readonly started: number;
  readonly stopped?: number | undefined;
  /** JSON text. */
  readonly input: string;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly redriveCount: number;
  readonly redriven?: number | undefined;
  readonly traceHeader?: string | undefined;
  /** True if no caller gave the trace header. */
  readonly startsTrace?: boolean;
  /** True for StartSyncExecution. */
  readonly isSync?: true | undefined;
  /** ARN of the version or alias that it was started with. */
  readonly qualifiedArn?: string | undefined;
  /** ARN of the version that runs; undefined for the machine's current definition. */
  readonly versionArn?: string | undefined;
  /** Revision of the definition. */
  readonly revisionId?: string | undefined;
  /** Map run and position of a child workflow. */
  readonly mapRun?: { readonly arn: string; readonly index: number } | undefined;
}

/** An event of a history, in the form of GetExecutionHistory. `timestamp` is in seconds. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  readonly [details: string]: unknown;
}

/** A run of a distributed map. */
export interface MapRunRecord {
  readonly arn: string;
  readonly executionArn: string;
  readonly machineArn: string;
  readonly label: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  readonly started: number;
  readonly stopped?: number | undefined;
  readonly maxConcurrency: number;
  readonly toleratedCount: number | undefined;
  readonly toleratedPercentage: number | undefined;
  readonly counts: MapRunCounts;
}

export interface MapRunCounts {
  readonly total: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
}

export interface ActivityRecord {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly isDeclared: boolean;
}

export type Details = JsonObject;
