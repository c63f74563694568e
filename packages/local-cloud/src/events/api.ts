import type { AccessRequest } from "../kernel/policies/access";
import type { Clock } from "../kernel/clock";
import type { StackLocation } from "../kernel/identity";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import type { ArchivedEvents } from "./archivedEvents";
import type { EventRouter } from "./eventRouter";
import { busArn, busNameOf, ruleArn } from "./names";
import type { EventStore } from "./store";

/** Items and services that all operations of EventBridge use. */
export interface EventsApi {
  readonly store: EventStore;
  readonly archived: ArchivedEvents;
  readonly router: EventRouter;
  readonly location: StackLocation;
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** Aborts when the run stops. */
  readonly stopping: AbortSignal;
}

export type Operations = Record<string, JsonOperation>;

type Access = (input: JsonInput) => readonly AccessRequest[];

/** Requires an action on the bus that the input names. */
export function onBus({ location }: EventsApi, action: string, key = "Name"): Access {
  return (input) => [{ action: `events:${action}`, resource: busArn(location, busNameOf(optionalText(input, key))) }];
}

/** Requires an action on the rule that the input names. */
export function onRule({ location }: EventsApi, action: string, key = "Name"): Access {
  return (input) => {
    const [bus, name] = [busNameOf(optionalText(input, "EventBusName")), optionalText(input, key) ?? ""];
    return [{ action: `events:${action}`, resource: ruleArn(location, { bus, name }) }];
  };
}

/** Requires an action without a resource. */
export function onAll(action: string): Access {
  return () => [{ action: `events:${action}`, resource: "*" }];
}

/** Creating a resource with tags also requires TagResource (Service Authorization Reference, EventBridge). */
export function taggingOf(
  input: JsonInput,
  access: (input: JsonInput) => readonly AccessRequest[],
): readonly AccessRequest[] {
  return Array.isArray(input["Tags"]) && input["Tags"].length > 0 ? access(input) : [];
}

export const busOf = (input: JsonInput): string => busNameOf(optionalText(input, "EventBusName"));

/** AWS's JSON protocol sends times in seconds. */
export const seconds = (millis: number): number => millis / 1_000;
