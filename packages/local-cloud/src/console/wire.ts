/** Messages from the console's server to its page. */
import type { CallError, Decision } from "../kernel/facts/facts";
import type { FaultDescription } from "../kernel/faults";
import type { FunctionDescription, PlanDescription, TableDescription } from "../kernel/interfaces/descriptions";
import type { MethodDescription } from "../kernel/interfaces/apis";
import type { UrlDescription } from "../kernel/interfaces/functionUrls";
import type { StateChange } from "../kernel/interfaces/monitoring";
import type { EventLine, FlowStep } from "./eventWire";

/** A request's line in the list. */
export interface RequestLine {
  /** Sequence number in the run. */
  readonly id: number;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly method: string;
  readonly requestId: string;
  /** The API's name. */
  readonly api: string;
  /** Path with stage and query. */
  readonly path: string;
  /** Such as `/items/{id}`; undefined if no route matches. */
  readonly route: string | undefined;
  readonly operation: string | undefined;
  readonly status: number;
  readonly millis: number;
  /** Logical name of the API key. */
  readonly key: string | undefined;
  readonly function: string | undefined;
  readonly start: "cold" | "warm" | "provisioned" | undefined;
  /** True if the stage's cache answered. */
  readonly fromCache: boolean;
  /** Reason for a response that needs an explanation. */
  readonly why: string | undefined;
  /** Advice in one sentence, if any. */
  readonly remedy: string | undefined;
  /** Request id of the function's call, as in its log lines. */
  readonly invocationId: string | undefined;
}

/** A span of a request's time. */
export interface Span {
  /** `queue`, `init`, `handler` or a data operation. */
  readonly name: string;
  readonly kind: "gateway" | "queue" | "init" | "handler" | "data";
  /** Milliseconds of real time since the start of the request. */
  readonly start: number;
  readonly millis: number;
  readonly failed: boolean;
  /** Details in display order. */
  readonly details: readonly (readonly [name: string, value: string])[];
}

export interface HttpMessage {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text, possibly truncated. */
  readonly body: string;
  /** Number of dropped bytes of the body. */
  readonly droppedBytes?: number;
}

/** A request with all stored details. Secrets are masked unless requested. */
export interface Timeline {
  readonly line: RequestLine;
  readonly trace: string;
  readonly decisions: readonly Decision[];
  readonly spans: readonly Span[];
  readonly logs: readonly string[];
  readonly sent: HttpMessage;
  readonly answered: HttpMessage;
  /** Event and result of the function's call, as JSON text. */
  readonly event: string | undefined;
  readonly answer: string | undefined;
  readonly error: CallError | undefined;
  /** Consequences of the request so far, oldest first. */
  readonly caused: readonly FlowStep[];
}

/** Level of a log line; PLATFORM for lines of Lambda itself. */
export type LogLevel = "PLATFORM" | "DEBUG" | "INFO" | "WARN" | "ERROR";

export interface LogLine {
  readonly at: number;
  readonly source: string;
  readonly level: LogLevel;
  /** Id of the request, or of the function's call. */
  readonly requestId?: string | undefined;
  readonly text: string;
}

export interface NotificationLine {
  readonly at: number;
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
  readonly endpoints: readonly string[];
}

export interface MethodLine extends Omit<MethodDescription, "scopes" | "authorizer"> {
  /**
   * Scopes of a token that the run can issue for this method; undefined if it requires none or the run cannot issue it.
   */
  readonly tokenScopes?: readonly string[];
}

export interface ApiOverview {
  readonly name: string;
  /** URL of each stage, without a trailing slash. */
  readonly urls: readonly string[];
  readonly methods: readonly MethodLine[];
}

export interface ArchitectureNode {
  readonly urn: string;
  readonly kind:
    | "plan"
    | "api"
    | "schedule"
    | "function"
    | "state machine"
    | "table"
    | "bucket"
    | "bus"
    | "rule"
    | "topic"
    | "queue";
  /** Physical name. */
  readonly name: string;
  readonly label: string;
  /** Labels of the alarms that watch the resource. */
  readonly alarms: readonly string[];
  /** Upper left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Architecture {
  readonly width: number;
  /** Top of the drawing. Edges may extend beyond the boxes. */
  readonly top: number;
  readonly bottom: number;
  readonly nodes: readonly ArchitectureNode[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly label: string;
    readonly points: readonly { readonly x: number; readonly y: number }[];
  }[];
}

/** A declared resource and its current values. */
export interface Declaration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** Such as `api/items/table.ts:12`; undefined if unknown. */
  readonly source: string | undefined;
  /** JSON text without secrets. */
  readonly inputs: string;
  readonly grants: readonly {
    readonly action: string;
    readonly resources: readonly string[];
    readonly used: boolean;
  }[];
}

/** State that changes when a program is loaded. */
export interface ProgramOverview {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly apis: readonly ApiOverview[];
  readonly hasDocument: boolean;
  /** Logical names by type. */
  readonly notEmulated: Readonly<Record<string, readonly string[]>>;
}

export interface AlarmLine {
  readonly label: string;
  /** Physical name. */
  readonly name: string;
  /** The metric, the condition and the last value, in one or two sentences. */
  readonly meaning: string;
  readonly description: string | undefined;
  readonly arn: string;
  readonly state: string;
  readonly reason: string;
  readonly evaluated: boolean;
  readonly history: readonly StateChange[];
}

/** Counts of a function since the start of the run. */
export interface FunctionUse {
  readonly calls: number;
  readonly coldStarts: number;
  readonly failures: number;
  /** Memory of the last call. */
  readonly usedMegabytes: number | undefined;
  /** Sentence about the last failure, which may have been during the init. */
  readonly lastFailure: string | undefined;
}

export interface FunctionLine extends Omit<FunctionDescription, "roleArn" | "provisioned">, FunctionUse {
  readonly provisioned: readonly { readonly qualifier: string; readonly requested: number; readonly status: string }[];
  readonly urls: readonly Omit<UrlDescription, "functionName">[];
}

/** State that changes while a program runs. */
export interface StateOverview {
  readonly alarms: readonly AlarmLine[];
  readonly functions: readonly FunctionLine[];
  readonly plans: readonly PlanDescription[];
  readonly tables: readonly TableDescription[];
  readonly faults: readonly FaultDescription[];
  /** Undefined if the clock cannot be changed. */
  readonly scale: number | undefined;
  /** A failed reload or type errors. */
  readonly problems: readonly string[];
}

export interface State extends StateOverview {
  /** Epoch milliseconds of the run's clock. */
  readonly now: number;
}

/** Incremental changes. */
interface Changes {
  readonly program: ProgramOverview;
  readonly state: State;
  readonly requests: readonly RequestLine[];
  readonly logs: readonly LogLine[];
  readonly notifications: readonly NotificationLine[];
  /** New events of buses, and those with new deliveries. */
  readonly events: readonly EventLine[];
}

/** Events of the stream, by name. */
export interface Events extends Changes {
  /** Ids of requests that have caused something since. */
  readonly caused: readonly number[];
  /** The complete state, for a new page. */
  readonly hello: Changes;
}
