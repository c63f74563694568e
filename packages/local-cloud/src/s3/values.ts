import type { Properties } from "../kernel/resources";

/** Returns the objects of a list, or a single object as a list; empty for anything else. */
export function objectsIn(value: unknown): Properties[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((each): each is Properties => typeof each === "object" && each !== null);
}

export function textIn(state: Properties | undefined, name: string): string | undefined {
  const value = state?.[name];
  return typeof value === "string" ? value : undefined;
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
