/** Messages from the console's server to its page about events and what they cause. */

/** A step of what a request causes: a record, a call of a function, an event, its delivery, a call to a service. */
export interface FlowStep {
  readonly kind: "batch" | "call" | "event" | "delivery" | "service" | "data" | "execution";
  readonly title: string;
  /** Milliseconds of real time since the start of the request. */
  readonly at: number;
  /** Undefined for a step without duration. */
  readonly millis: number | undefined;
  readonly failed: boolean;
  /** Details in display order. */
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly logs: readonly string[];
  /** Event and result of a call, or input and output of an execution, as JSON text. */
  readonly event?: string;
  readonly answer?: string;
  /** Address of the page's view with more about it. */
  readonly link?: string;
}

/** An event that a bus has received. */
export interface EventLine {
  /** Id of the event. An event that passes several buses has a line for each. */
  readonly id: string;
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** Names of the matching rules. */
  readonly rules: readonly string[];
  readonly isScheduled: boolean;
  /** Numbers of finished and of failed deliveries. */
  readonly delivered: number;
  readonly failed: number;
}

/** A field of an event's detail. */
export interface DetailField {
  readonly name: string;
  /** `json` for objects, lists and values of several types. */
  readonly type: "string" | "number" | "boolean" | "json";
  readonly isRequired: boolean;
  /** Allowed texts; empty if all are. */
  readonly options: readonly string[];
  /** Empty without an example. */
  readonly example: string;
  readonly description: string;
}

/** An event that the program's AsyncAPI document describes. */
export interface EventSchema {
  readonly detailType: string;
  /** Empty if the document names no source. */
  readonly source: string;
  readonly fields: readonly DetailField[];
}

/** A field of a rule's pattern that an event does not match. */
export interface MismatchLine {
  readonly path: string;
  /** The pattern's list for this field, as JSON. */
  readonly expected: string;
  /** Values of the event as JSON; undefined if it has none. */
  readonly found: string | undefined;
}

/** Decision of a rule about an event. */
export interface RuleMatch {
  readonly rule: string;
  /** Reason of the decision in one sentence. */
  readonly why: string;
  readonly matched: boolean;
  readonly mismatches: readonly MismatchLine[];
}

/** An event on one bus with all stored details. */
export interface EventDetail extends EventLine {
  /** JSON text, possibly truncated. */
  readonly text: string;
  /** Id of the stored request that caused it, if any. */
  readonly request: number | undefined;
  readonly matches: readonly RuleMatch[];
  readonly deliveries: readonly {
    readonly rule: string;
    readonly target: string;
    readonly failure: string | undefined;
    readonly isDeadLettered: boolean | undefined;
  }[];
}

/** A scheduled rule, or a schedule of EventBridge Scheduler. */
export interface ScheduleLine {
  readonly kind: "rule" | "schedule";
  /** Bus or group, and name. */
  readonly id: string;
  readonly expression: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly state: string;
  readonly targets: readonly string[];
  readonly windowMinutes: number | undefined;
  /** Next occurrences in epoch milliseconds. */
  readonly next: readonly number[];
}

/** An event source mapping of a function. */
export interface MappingLine {
  readonly uuid: string;
  /** Logical name. */
  readonly label: string;
  readonly source: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  /** Last batch; absent before the first one. */
  readonly last?: {
    /** Epoch milliseconds of the run's clock. */
    readonly at: number;
    readonly records: number;
    /** Milliseconds; undefined for a queue. */
    readonly iteratorAge: number | undefined;
    readonly result: string;
  };
}

/** A sample event of a function. */
export interface SampleEvent {
  /** Such as `SQS orders`. */
  readonly name: string;
  /** True if the program connects the function with the source. */
  readonly isOwn: boolean;
  /** JSON text. */
  readonly event: string;
}

/** The part of a function's view that a person opens. */
export interface FunctionDetail {
  readonly qualifiers: readonly string[];
  /** Own sources first. */
  readonly samples: readonly SampleEvent[];
  readonly mappings: readonly MappingLine[];
}

/** The result of a call from the console. */
export interface InvokeResult {
  readonly status: number;
  /** Undefined for a success. */
  readonly error: string | undefined;
  readonly version: string | undefined;
  readonly requestId: string | undefined;
  readonly millis: number;
  /** JSON text. */
  readonly payload: string;
  /** End of the log. */
  readonly log: string;
  /** Trace of the call, under which the page finds what it causes. */
  readonly trace: string;
}
