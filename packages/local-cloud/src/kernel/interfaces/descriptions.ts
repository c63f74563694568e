/** Descriptions of the services' current state, for the console and other readers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { serviceKey } from "../serviceRegistry";
import type { Declared } from "../resources";

/** The environments of one version of a function. */
export interface EnvironmentCounts {
  readonly version: string;
  /** On-demand environments that wait for a call. */
  readonly idle: number;
  /** Environments with a call, provisioned or on demand. */
  readonly busy: number;
  /** All provisioned environments, idle or busy. */
  readonly provisioned: number;
  /** Calls that wait for an environment. */
  readonly waiting: number;
}

/** Provisioned concurrency of one version, as GetProvisionedConcurrencyConfig returns it. */
export interface ProvisionedConcurrency {
  readonly requested: number;
  readonly allocated: number;
  readonly available: number;
  readonly status: "IN_PROGRESS" | "READY" | "FAILED";
  readonly statusReason?: string;
}

/** The current state of a function. */
export interface FunctionDescription {
  /** Short name for people. */
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
  readonly provisioned: ReadonlyMap<string, ProvisionedConcurrency>;
}

/** Serves paths below `/_local/` on the port of the first API. @returns false for any other path. */
export const pages = serviceKey<(request: IncomingMessage, response: ServerResponse) => Promise<boolean>>("pages");

/** Returns the declared resources that the local cloud does not emulate. */
export const unemulatedResources = serviceKey<() => readonly Declared[]>("unemulated resources");

/**
 * Checks a resource that an operation creates or changes, as if the program declared it.
 *
 * @param others resources of the same type, which replace those of the program.
 * @throws Refusal
 */
export const resourceChecks =
  serviceKey<(resource: Declared, others: readonly Declared[]) => void>("checks of resources");

/** The current state of a token bucket. */
export interface BucketDescription {
  /** Resource path and method, such as `/items/{id}/GET`. */
  readonly method: string;
  readonly left: number;
  readonly size: number;
  /** Tokens per second. */
  readonly rate: number;
}

/** The use of a plan by an API key. */
export interface KeyDescription {
  readonly id: string;
  /** Logical name. */
  readonly name: string;
  readonly enabled: boolean;
  /** Undefined if the plan has no quota. */
  readonly quotaLeft: number | undefined;
  /** Buckets of the methods that the key has called. */
  readonly buckets: readonly BucketDescription[];
}

/** The current state of a usage plan. */
export interface PlanDescription {
  readonly name: string;
  readonly throttle: { readonly burstLimit: number; readonly rateLimit: number } | undefined;
  /** `resetsAt` is in epoch milliseconds of the run's clock. */
  readonly quota: { readonly limit: number; readonly period: string; readonly resetsAt: number } | undefined;
  readonly keys: readonly KeyDescription[];
}

export interface Plans {
  readonly descriptions: readonly PlanDescription[];
  /** Returns the value of a declared key; undefined for an unknown id. */
  keyValue(id: string): string | undefined;
}

export const plans = serviceKey<Plans>("usage plans");

/** The current state of a table. */
export interface TableDescription {
  /** Logical name. */
  readonly label: string;
  readonly name: string;
  /** Partition key, then sort key. */
  readonly keys: readonly string[];
}

/** A page of a table's items in DynamoDB JSON, and the key at which the next page starts. */
export interface TablePage {
  readonly rows: readonly object[];
  readonly next: object | undefined;
  readonly indexes: readonly IndexDescription[];
  /** Attribute with the expiry time in epoch seconds; undefined without a time to live. */
  readonly expiry: string | undefined;
  /** View type of the enabled stream, `NEW_AND_OLD_IMAGES`; undefined without one. */
  readonly stream: string | undefined;
}

export interface IndexDescription {
  readonly name: string;
  readonly kind: "global" | "local";
  /** Partition keys, then sort keys. */
  readonly keys: readonly string[];
  /** `ALL`, `KEYS_ONLY`, or the projected attributes. */
  readonly projection: string;
}

export interface PageRequest {
  readonly start?: object | undefined;
  /** Reads an index instead of the table. */
  readonly index?: string | undefined;
}

export interface Tables {
  readonly descriptions: readonly TableDescription[];
  /** Reads without IAM checks, and reports no fact. Returns undefined for a table that is not declared. */
  page(name: string, request: PageRequest): Promise<TablePage | undefined>;
  /** Returns the newest stream records, newest first; undefined for a table without a stream. */
  streamRecords(name: string): readonly object[] | undefined;
  /** Puts an item in DynamoDB JSON without IAM checks. @throws Error with DynamoDB's message if it rejects the item. */
  put(name: string, item: object): Promise<void>;
  /** Deletes all items without IAM checks. */
  clear(name: string): Promise<void>;
}

export const tables = serviceKey<Tables>("tables");
