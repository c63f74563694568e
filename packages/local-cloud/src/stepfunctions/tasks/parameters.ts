import { isArray, isObject, type Json, type JsonObject } from "../language/json";
import { withTexts } from "./textMembers";

/** Returns the input of an operation: nulls are left out, and other values in place of texts become JSON. */
export function operationInput(signingName: string, input: JsonObject): JsonObject {
  // SDKs do not send members that are null.
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  return withTexts(signingName, given);
}

/** Adds ARNs to the resources of events, as AWS does for those that a machine sends (Developer Guide, "EventBridge"). */
export function withEventSources(input: JsonObject, arns: readonly string[]): JsonObject {
  const { Entries } = input;
  if (!isArray(Entries)) return input;
  const entries = Entries.map((entry) => {
    if (!isObject(entry)) return entry;
    const own = isArray(entry["Resources"]) ? entry["Resources"] : [];
    return { ...entry, Resources: [...own, ...arns] };
  });
  return { ...input, Entries: entries };
}

/** Changes the first letter of all member names. Services with lower-case members show them in Pascal case to tasks. */
export function renameMembers(value: Json, rename: (name: string) => string): Json {
  if (isArray(value)) return value.map((each) => renameMembers(each, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [rename(key), renameMembers(each, rename)]));
}

/** Returns an answer whose times are ISO 8601 texts, as SDK integrations show them. Services send seconds. */
export function withTimeTexts(value: Json): Json {
  if (isArray(value)) return value.map(withTimeTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === "number" && /(?:Date|Time|Timestamp)$/.test(key) ? timeText(each) : withTimeTexts(each),
    ]),
  );
}

function timeText(seconds: number): string {
  return new Date(Math.round(seconds * 1_000)).toISOString().replace(".000Z", "Z");
}

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
