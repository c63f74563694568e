/** What the services tell of themselves to who looks at a run. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { serviceKey } from "./serviceRegistry";
import type { Declared } from "./resources";

/** The environments of one version of a function. */
export interface EnvironmentCounts {
  readonly version: string;
  /** On demand, waiting for a call. */
  readonly idle: number;
  /** Of either kind, with a call. */
  readonly busy: number;
  /** Provisioned ones, busy or not. */
  readonly provisioned: number;
  /** Calls that wait for one. */
  readonly waiting: number;
}

/** Provisioned concurrency of one version, as GetProvisionedConcurrencyConfig shows it. */
export interface Provisioned {
  readonly requested: number;
  readonly allocated: number;
  readonly available: number;
  readonly status: "IN_PROGRESS" | "READY" | "FAILED";
  readonly statusReason?: string;
}

/** A function, as it is now. */
export interface FunctionDescription {
  /** What a person calls it. */
  readonly label: string;
  readonly name: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly reserved: number | undefined;
  readonly aliases: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
  readonly environments: readonly EnvironmentCounts[];
  readonly provisioned: ReadonlyMap<string, Provisioned>;
}

/** Answers paths below `/_local/` on the first API's port. @returns false for every other path */
export const pages = serviceKey<(request: IncomingMessage, response: ServerResponse) => Promise<boolean>>("pages");

/** Declared resources that nothing here brings to life. */
export const notEmulated = serviceKey<() => readonly Declared[]>("what is not emulated");

/** A token bucket, as it is now. */
export interface BucketDescription {
  /** `/items/{id}/GET`. */
  readonly method: string;
  readonly left: number;
  readonly size: number;
  /** Tokens per second. */
  readonly rate: number;
}

/** A key's use of a plan. */
export interface KeyDescription {
  readonly id: string;
  /** Logical. */
  readonly name: string;
  readonly enabled: boolean;
  /** Undefined in a plan without a quota. */
  readonly quotaLeft: number | undefined;
  /** Of the methods that it has called. */
  readonly buckets: readonly BucketDescription[];
}

/** A usage plan, as it is now. */
export interface PlanDescription {
  readonly name: string;
  readonly throttle: { readonly burstLimit: number; readonly rateLimit: number } | undefined;
  /** `resetsAt`: epoch milliseconds of the run's clock. */
  readonly quota: { readonly limit: number; readonly period: string; readonly resetsAt: number } | undefined;
  readonly keys: readonly KeyDescription[];
}

export interface Plans {
  readonly described: readonly PlanDescription[];
  /** The value of a declared key; undefined for an unknown id. */
  keyValue(id: string): string | undefined;
}

export const plans = serviceKey<Plans>("usage plans");

/** A table, as it is now. */
export interface TableDescription {
  /** Logical name. */
  readonly label: string;
  readonly name: string;
  /** Partition key, then sort key. */
  readonly keys: readonly string[];
}

/** Some items of a table, in DynamoDB's JSON, and where the next page starts. */
export interface TablePage {
  readonly rows: readonly object[];
  readonly next: object | undefined;
}

export interface Tables {
  readonly described: readonly TableDescription[];
  /** Read past every permission, and told to nobody. Undefined for a table that is not declared. */
  page(name: string, start: object | undefined): Promise<TablePage | undefined>;
  /** Puts an item, in DynamoDB's JSON, past every permission. @throws Error with DynamoDB's message for a refused one. */
  put(name: string, item: object): Promise<void>;
  /** Removes every item, past every permission. */
  clear(name: string): Promise<void>;
}

export const tables = serviceKey<Tables>("tables");
