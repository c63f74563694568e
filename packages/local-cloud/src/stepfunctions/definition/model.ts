import type { Json, JsonObject } from "../language/json";

export type QueryLanguage = "JSONPath" | "JSONata";

/** States with their start: a machine, a branch of Parallel or the processor of Map. */
export interface StatesBlock extends JsonObject {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

export interface MachineDefinition extends StatesBlock {
  readonly TimeoutSeconds: number;
  readonly QueryLanguage: QueryLanguage;
}

export interface StateDefinition extends JsonObject {
  readonly Type: string;
}

export interface Retrier extends JsonObject {
  readonly ErrorEquals: readonly string[];
}

export interface Catcher extends JsonObject {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** Returns a string field; undefined if it is absent or null. */
export function textField(state: JsonObject, key: string): string | undefined {
  const value = state[key];
  return typeof value === "string" ? value : undefined;
}

export function numberField(state: JsonObject, key: string): number | undefined {
  const value = state[key];
  return typeof value === "number" ? value : undefined;
}

/** Returns the objects of a list field; empty if it is absent. */
export function objectsField<T extends JsonObject = JsonObject>(state: JsonObject, key: string): readonly T[] {
  const value: Json | undefined = state[key];
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

/** Returns the processor of a Map. `Iterator` is its older name. */
export function processorOf(state: JsonObject): StatesBlock {
  return (state["ItemProcessor"] ?? state["Iterator"]) as StatesBlock;
}

/** Returns the query language of a state. The machine's applies to states at any depth. */
export function queryLanguageOf(state: JsonObject, machine: QueryLanguage | undefined): QueryLanguage {
  return (textField(state, "QueryLanguage") as QueryLanguage | undefined) ?? machine ?? "JSONPath";
}
