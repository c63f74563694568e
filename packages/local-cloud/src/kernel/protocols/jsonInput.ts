/** Readers of values in a JSON request that every service reads alike. Messages about missing values differ by service. */
import type { JsonInput } from "./jsonService";

/** Returns a string; undefined for an absent key and for a value of another type. */
export function optionalText(input: JsonInput, key: string): string | undefined {
  const value = input[key];
  return typeof value === "string" ? value : undefined;
}

/** Returns the strings of a list; empty for an absent key and for a value of another type. */
export function listOf(input: JsonInput, key: string): string[] {
  const value = input[key];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** Returns tags from AWS's list of `Key` and `Value`. */
export function tagsOf({ Tags }: JsonInput): Record<string, string> {
  const tags = Array.isArray(Tags) ? (Tags as { Key?: unknown; Value?: unknown }[]) : [];
  return Object.fromEntries(tags.map(({ Key, Value }) => [String(Key), String(Value)]));
}
