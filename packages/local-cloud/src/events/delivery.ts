import { serviceKey } from "../kernel/serviceRegistry";
import type { Rule, Target } from "./model";

/** A matched event on its way to one target. */
export interface Delivery {
  readonly rule: Rule;
  readonly target: Target;
  /** Text that the target receives. */
  readonly input: string;
  /** The event, as a dead-letter queue receives it. */
  readonly event: string;
  readonly eventId: string;
  readonly traceHeader: string | undefined;
}

/** Sends events from one bus to another. */
export interface BusForwarder {
  /** @returns false if the bus does not exist */
  forward(bus: string, text: string, traceHeader: string | undefined): boolean;
}

export const busForwarder = serviceKey<BusForwarder>("event buses");
