import { Refusal } from "./errors";
import { ofType, type Declared, type Properties } from "./resources";
import { unknownOutputIn } from "./unknownOutputs";

/** Returns what a service refuses of a resource, in its words; undefined for a resource that it accepts. */
export type Check = (state: Properties, resource: Declared, resources: readonly Declared[]) => string | undefined;

/** What a service checks of one resource type when it creates a resource. */
export interface TypeChecks {
  readonly type: string;
  /** How messages call a resource of the type, `usage plan`. */
  readonly label: string;
  /** The error code of the service. */
  readonly code: string;
  /** 400 by default. */
  readonly statusCode?: number;
  readonly checks: readonly Check[];
}

/** @throws Refusal for the first resource that a check refuses. */
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

/** A text that a program sets and that is known here; undefined for an empty one, which providers do not send. */
export function knownText(state: Properties, property: string): string | undefined {
  const value = state[property];
  if (typeof value !== "string" || value === "" || unknownOutputIn(value) !== undefined) return undefined;
  return value;
}

/** A number that a program sets, also as text; undefined where it is absent or no number. */
export function knownNumber(state: Properties, property: string): number | undefined {
  const value = state[property];
  if (value === undefined || value === null || value === "") return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The objects of a list property. */
export function objectsOf(state: Properties, property: string): Properties[] {
  const value = state[property];
  return Array.isArray(value) ? (value as unknown[]).filter(isObject) : [];
}

/** An object property; empty where it is absent. */
export function objectOf(state: Properties, property: string): Properties {
  const value = state[property];
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Refuses a resource that has the same key as an earlier one of its type. Resources of different providers may be in
 * different accounts.
 *
 * @param keyOf the values that AWS requires to be unique together; undefined for a resource that cannot conflict.
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
