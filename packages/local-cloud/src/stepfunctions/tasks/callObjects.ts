import { StateError } from "../interpreter/stateError";
import type { Json, JsonObject } from "../language/json";
import type { TaskContext } from "./taskContext";

/** Runs an operation of S3 for a task. @throws StateError */
export function callObjects(_context: TaskContext, { action }: { action: string; input: JsonObject }): Promise<Json> {
  return Promise.reject(new StateError("S3.S3Exception", `the local cloud does not emulate s3:${action}`));
}
