import { isArray, isObject, type Json, type JsonObject } from "../language/json";

/** Members of optimized integrations that take a text, and accept an object in its place. */
const textMembers: Readonly<Record<string, readonly string[]>> = {
  "sqs:sendMessage": ["MessageBody"],
  "sns:publish": ["Message"],
  "states:startExecution": ["Input"],
};

/** Returns the input of an operation: nulls are left out, and objects in place of texts become JSON. */
export function operationInput(service: string, action: string, input: JsonObject): JsonObject {
  const given = withoutNulls(input);
  if (service === "events") return withEventTexts(given);
  const texts = textMembers[`${service}:${action}`] ?? [];
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, texts.includes(key) ? asText(value) : value]),
  );
}

/** SDKs do not send members that are null. */
function withoutNulls(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

function withEventTexts(input: JsonObject): JsonObject {
  const { Entries } = input;
  if (!isArray(Entries)) return input;
  const entries = Entries.map((entry) =>
    isObject(entry) && entry["Detail"] !== undefined ? { ...entry, Detail: asText(entry["Detail"]) } : entry,
  );
  return { ...input, Entries: entries };
}

function asText(value: Json): Json {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Changes the first letter of all member names. Services with lower-case members show them in Pascal case to tasks. */
export function renameMembers(value: Json, rename: (name: string) => string): Json {
  if (isArray(value)) return value.map((each) => renameMembers(each, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [rename(key), renameMembers(each, rename)]));
}

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
