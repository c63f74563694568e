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
  readonly bus: string;
  readonly rule: string;
  /** ARN. */
  readonly target: string;
  /** Error code and message; undefined for a delivered event. */
  readonly failure: string | undefined;
  /** True if the dead-letter queue accepted the event; undefined without such a queue. */
  readonly isDeadLettered: boolean | undefined;
}
