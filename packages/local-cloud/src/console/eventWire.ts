/** Messages from the console's server to its page about events and what they cause. */

/** A step of what a request causes: a record, a call of a function, an event, its delivery, a call to a service. */
export interface FlowStep {
  readonly kind: "batch" | "call" | "event" | "delivery" | "service" | "data";
  readonly title: string;
  /** Milliseconds of real time since the start of the request. */
  readonly at: number;
  /** Undefined for a step without duration. */
  readonly millis: number | undefined;
  readonly failed: boolean;
  /** Details in display order. */
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly logs: readonly string[];
  /** Event and result of a call, as JSON text. */
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
