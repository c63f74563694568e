import type { Json, JsonObject } from "../language/json";

/** The end of a state. */
export interface Step {
  readonly output: Json;
  readonly assigned?: JsonObject | undefined;
  /** Undefined if the sequence ends. */
  readonly next: string | undefined;
}

/** Values with which a sequence of states starts. */
export interface Start {
  readonly input: Json;
  readonly variables: JsonObject;
  /** Id of the event that the first state follows. */
  readonly previous: number;
}
