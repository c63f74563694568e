import { isObject } from "./json";
import { Refusal } from "./errors";
import { ofType, type Declared, type Properties } from "./resources";
import { unknownOutputIn } from "./unknownOutputs";

/** Returns the service's message that rejects a resource; undefined for a valid one. */
export type Check = (state: Properties, resource: Declared, resources: readonly Declared[]) => string | undefined;

/** Checks that a service runs when a program creates a resource of one type. */
export interface TypeChecks {
  readonly type: string;
  /** Name of the type in messages, such as `usage plan`. */
  readonly label: string;
  /** Error code of the service. */
  readonly code: string;
  /** Defaults to 400. */
  readonly statusCode?: number;
  readonly checks: readonly Check[];
}

/** Runs all checks on all resources. @throws Refusal for the first rejected resource. */
export function checkEach(resources: readonly Declared[], all: readonly TypeChecks[]): void {
  for (const { type, label, code, statusCode = 400, checks } of all) {
    for (const resource of ofType(resources, type)) {
      const [message] = checks
        .map((check) => check(resource.state, resource, resources))
        .filter((text) => text !== undefined);
      if (message !== undefined) throw new Refusal(`${label} ${resource.name}`, { statusCode, code, message });
    }
  }
}

/** Returns a string property; undefined if it is empty (providers omit it) or contains an unknown output. */
export function knownText(state: Properties, property: string): string | undefined {
  const value = state[property];
  if (typeof value !== "string" || value === "" || unknownOutputIn(value) !== undefined) return undefined;
  return value;
}

/** Returns a numeric property, also one given as a string; undefined if it is absent or not a number. */
export function knownNumber(state: Properties, property: string): number | undefined {
  const value = state[property];
  if (value === undefined || value === null || value === "") return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** Formats a value for a message. */
export function formatValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Returns the objects of a list property. */
export function objectsOf(state: Properties, property: string): Properties[] {
  const value = state[property];
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];
}

/** Returns an object property, or an empty object if it is absent. */
export function objectOf(state: Properties, property: string): Properties {
  const value = state[property];
  return isObject(value) ? value : {};
}

/** Returns the declared tags of a resource; none without the input. */
export function tagsOf(state: Properties): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectOf(state, "tags")).map(([key, value]) => [key, String(value)]));
}

/**
 * Returns a check that rejects a resource with the same key as an earlier one of its type and provider. Different
 * providers may use different accounts.
 *
 * @param keyOf returns the values that AWS requires to be unique; undefined if the resource cannot conflict.
 */
export function refuseSame(
  keyOf: (resource: Declared) => string | undefined,
  message: (resource: Declared) => string,
): Check {
  return (_, resource, resources) => {
    const key = keyOf(resource);
    if (key === undefined) return undefined;
    const first = ofType(resources, resource.type).find(
      (other) => other.provider === resource.provider && keyOf(other) === key,
    );
    return first === resource ? undefined : message(resource);
  };
}
