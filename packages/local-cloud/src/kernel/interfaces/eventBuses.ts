/** The interface of EventBridge for the console. */
import { serviceKey } from "../serviceRegistry";

export interface RuleDescription {
  readonly arn: string;
  readonly busArn: string;
  readonly bus: string;
  readonly name: string;
  readonly state: string;
  /** Event pattern as JSON; undefined for a rule with a schedule only. */
  readonly pattern: string | undefined;
  readonly schedule: string | undefined;
  /** ARNs. */
  readonly targets: readonly string[];
  /** Epoch milliseconds from which a rate counts. */
  readonly modified: number;
}

/** An event as in PutEvents. */
export interface NewEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  /** JSON text. */
  readonly detail: string;
}

export interface EventBuses {
  /** Names. */
  readonly buses: readonly string[];
  readonly rules: readonly RuleDescription[];
  /** Sends an event without IAM checks. @returns its id @throws UserError with AWS's message */
  send(event: NewEvent): string;
  /** Sends the event of a scheduled rule now. @throws UserError for a rule without a schedule */
  fire(bus: string, rule: string): void;
}

export const eventBuses = serviceKey<EventBuses>("event bus descriptions");
