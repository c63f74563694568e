import { knownNumber, objectOf } from "../kernel/checks";
import type { Properties } from "../kernel/resources";

/** Settings of asynchronous calls. */
export interface EventSettings {
  readonly retries: number;
  readonly maximumAgeSeconds: number;
  /** ARNs of destinations. */
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
}

/** Defaults of PutFunctionEventInvokeConfig (Lambda API reference): two retries, six hours. */
export const defaultEventSettings: EventSettings = { retries: 2, maximumAgeSeconds: 21_600 };

/** Reads a FunctionEventInvokeConfig. */
export function eventSettings(state: Properties): [qualifier: string, EventSettings] {
  const destinations = objectOf(state, "destinationConfig");
  const destination = (on: string) => textIn(objectOf(destinations, on), "destination");
  const qualifier = textIn(state, "qualifier") ?? qualifierIn(String(state["functionName"])) ?? "$LATEST";
  const age = knownNumber(state, "maximumEventAgeInSeconds");
  return [
    qualifier,
    {
      retries: knownNumber(state, "maximumRetryAttempts") ?? defaultEventSettings.retries,
      // The provider treats 0 as not set.
      maximumAgeSeconds: age === undefined || age === 0 ? defaultEventSettings.maximumAgeSeconds : age,
      onSuccess: destination("onSuccess"),
      onFailure: destination("onFailure"),
    },
  ];
}

/** Returns the qualifier at the end of a name or an ARN. */
function qualifierIn(functionName: string): string | undefined {
  return /^(?:arn:(?:[^:]*:){5}|\d+:function:)?[^:]+:([^:]+)$/.exec(functionName)?.[1];
}

/** Returns a text that is set. The provider does not send an empty one. */
export function textIn(state: Properties, property: string): string | undefined {
  const value = state[property];
  return typeof value === "string" && value !== "" ? value : undefined;
}
