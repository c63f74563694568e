/** What the console's server tells its page. */
import type { CallError, Decision } from "../kernel/facts";
import type { FaultDescription } from "../kernel/faults";
import type { FunctionDescription, PlanDescription, TableDescription } from "../kernel/descriptions";
import type { MethodDescription } from "../kernel/interfaces";
import type { StateChange } from "../kernel/monitoring";

/** A request, as the list shows it. */
export interface RequestLine {
  /** Counts up in one run. */
  readonly id: number;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly method: string;
  readonly requestId: string;
  /** The API's name. */
  readonly api: string;
  /** With the stage and the query. */
  readonly path: string;
  /** `/items/{id}`; undefined where nothing matched. */
  readonly route: string | undefined;
  readonly operation: string | undefined;
  readonly status: number;
  readonly millis: number;
  /** Logical name of the key. */
  readonly key: string | undefined;
  readonly function: string | undefined;
  readonly start: "cold" | "warm" | "provisioned" | undefined;
  /** Whether the stage's cache answered it. */
  readonly fromCache: boolean;
  /** Why it ended as it did, where that wants saying. */
  readonly why: string | undefined;
  /** What to do about it, a sentence; undefined where nothing is known to help. */
  readonly remedy: string | undefined;
  /** Of the function's call: its log lines have it. */
  readonly invocationId: string | undefined;
}

/** A stretch of a request's time. */
export interface Span {
  /** `queue`, `init`, `handler`, or a data operation. */
  readonly name: string;
  readonly kind: "gateway" | "queue" | "init" | "handler" | "data";
  /** Milliseconds of real time since the request began. */
  readonly start: number;
  readonly millis: number;
  readonly failed: boolean;
  /** What there is to say of it, in their order. */
  readonly details: readonly (readonly [name: string, value: string])[];
}

export interface HttpMessage {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text; cut where it is long. */
  readonly body: string;
  /** How many bytes of the body are not kept; none where it is absent. */
  readonly droppedBytes?: number;
}

/** A request with all that is known of it. Secrets are masked unless they were asked for. */
export interface Timeline {
  readonly line: RequestLine;
  readonly trace: string;
  readonly decisions: readonly Decision[];
  readonly spans: readonly Span[];
  readonly logs: readonly string[];
  readonly sent: HttpMessage;
  readonly answered: HttpMessage;
  /** JSON texts of the function's call. */
  readonly event: string | undefined;
  readonly answer: string | undefined;
  readonly error: CallError | undefined;
}

/** A line's severity; PLATFORM for what Lambda writes around each call. */
export type LogLevel = "PLATFORM" | "DEBUG" | "INFO" | "WARN" | "ERROR";

export interface LogLine {
  readonly at: number;
  readonly source: string;
  readonly level: LogLevel;
  /** Of the request, or of the function's call. */
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
  /** Of a token that the run can sign for it; undefined where it asks for none, or for one that the run cannot sign. */
  readonly tokenScopes?: readonly string[];
}

export interface ApiOverview {
  readonly name: string;
  /** Of each stage, without a trailing slash. */
  readonly urls: readonly string[];
  readonly methods: readonly MethodLine[];
}

export interface ArchitectureNode {
  readonly urn: string;
  readonly kind: "plan" | "api" | "function" | "table" | "topic";
  /** Physical name. */
  readonly name: string;
  readonly label: string;
  /** Labels of the alarms that watch it. */
  readonly alarms: readonly string[];
  /** Of its upper left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Architecture {
  readonly width: number;
  /** Lines may run outside of the boxes. */
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

/** A resource as it is declared, and what became of it. */
export interface Declaration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** `api/items/table.ts:12`; undefined where it is not known. */
  readonly source: string | undefined;
  /** JSON text, without secrets. */
  readonly inputs: string;
  readonly grants: readonly {
    readonly action: string;
    readonly resources: readonly string[];
    readonly used: boolean;
  }[];
}

/** What changes with a program. */
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
  /** What it watches, when it fires and what it last counted, in a sentence or two. */
  readonly meaning: string;
  readonly description: string | undefined;
  readonly arn: string;
  readonly state: string;
  readonly reason: string;
  readonly evaluated: boolean;
  readonly history: readonly StateChange[];
}

/** What the console has counted of a function since the run began. */
export interface FunctionUse {
  readonly calls: number;
  readonly coldStarts: number;
  readonly failures: number;
  /** Of its last call. */
  readonly usedMegabytes: number | undefined;
  /** A sentence: what its last failure was, and whether it was at the init. */
  readonly lastFailure: string | undefined;
}

export interface FunctionLine extends Omit<FunctionDescription, "roleArn" | "provisioned">, FunctionUse {
  readonly provisioned: readonly { readonly qualifier: string; readonly requested: number; readonly status: string }[];
}

/** What changes while a program runs. */
export interface StateOverview {
  readonly alarms: readonly AlarmLine[];
  readonly functions: readonly FunctionLine[];
  readonly plans: readonly PlanDescription[];
  readonly tables: readonly TableDescription[];
  readonly faults: readonly FaultDescription[];
  /** Undefined where the clock cannot be changed. */
  readonly scale: number | undefined;
  /** A reload that failed, types that do not fit. */
  readonly problems: readonly string[];
}

export interface State extends StateOverview {
  /** Epoch milliseconds of the run's clock. */
  readonly now: number;
}

/** What a page is told of as it happens. */
interface Changes {
  readonly program: ProgramOverview;
  readonly state: State;
  readonly requests: readonly RequestLine[];
  readonly logs: readonly LogLine[];
  readonly notifications: readonly NotificationLine[];
}

/** The events of the stream, by name. */
export interface Events extends Changes {
  /** All that there is, to who comes. */
  readonly hello: Changes;
}
