import { runtimeError } from "../language/errors";
import type { Finished, StateScope } from "./stateScope";

export function runDistributed(_scope: StateScope): Promise<Finished> {
  throw runtimeError("distributed maps are not emulated yet");
}
