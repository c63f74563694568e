/** A fact about events on their way to targets and functions. */
export type DeliveryFact = EventFact | RuleDeliveryFact | ScheduleFact | AsyncEventFact;

/** An event that an event bus has received, or that a scheduled rule has made. */
export interface EventFact {
  readonly kind: "event";
  readonly trace: string | undefined;
  readonly eventId: string;
  /** Name of the bus. */
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** The event as JSON text. */
  readonly text: string;
  /** Names of the rules that it triggers. */
  readonly rules: readonly string[];
  readonly isScheduled: boolean;
}

/** The end of an event's delivery to one target of a rule. */
export interface RuleDeliveryFact {
  readonly kind: "ruleDelivery";
  readonly trace: string | undefined;
  readonly eventId: string;
  readonly bus: string;
  readonly rule: string;
  /** ARN. */
  readonly target: string;
  /** Error code and message; undefined for a delivered event. */
  readonly failure: string | undefined;
  /** True if the dead-letter queue accepted the event; undefined without such a queue. */
  readonly isDeadLettered: boolean | undefined;
}

/** An attempt of EventBridge Scheduler to call the target of a schedule. */
export interface ScheduleFact {
  readonly kind: "schedule";
  readonly group: string;
  /** Name of the schedule. */
  readonly schedule: string;
  /** ARN. */
  readonly target: string;
  /** 1-based. */
  readonly attempt: number;
  /** `failed`: the call is retried. `dropped`: it is not. */
  readonly outcome: "delivered" | "failed" | "dropped";
  /** Error code and message; undefined for a success. */
  readonly failure: string | undefined;
  readonly isThrottled: boolean;
  /** True if the dead-letter queue accepted the event; undefined without such a queue. */
  readonly isDeadLettered: boolean | undefined;
}

/** A step of an event that a function handles asynchronously. */
export interface AsyncEventFact {
  readonly kind: "asyncEvent";
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly what: "received" | "attempted" | "dropped" | "destinationFailed" | "deadLetterFailed";
  /** Time between its arrival and an attempt. */
  readonly ageMillis: number | undefined;
}
