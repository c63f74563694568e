import type { TaskCall, Tasks } from "../interpreter/host";
import { StateError } from "../interpreter/stateError";
import type { Execution } from "../executions/execution";
import type { ExecutionRecord } from "../executions/records";
import { isObject, type Json, type JsonObject } from "../language/json";
import { roleSession } from "../../kernel/identity";
import type { Activities } from "./activities";
import { callFunction } from "./callFunction";
import { callService } from "./callService";
import { parameterFault } from "./parameterFaults";
import { parseResource } from "./resource";
import type { TaskContext } from "./taskContext";
import type { Tokens } from "./tokens";

/** Parts that the tasks of all executions share. */
export interface TaskParts extends Pick<TaskContext, "registry" | "region" | "now" | "uuid"> {
  readonly tokens: Tokens;
  readonly activities: Activities;
  readonly find: (executionArn: string) => Execution | undefined;
  readonly hasActivity: (arn: string) => boolean;
}

/** Caller of tasks: an execution, or the test of a state. */
export type TaskCaller = Pick<TaskContext, "principal" | "traceHeader" | "executionArn" | "machineArn">;

/** Creates the tasks of one execution, which act with its machine's role. */
export function executionTasks(parts: TaskParts, caller: TaskCaller): Tasks {
  const { tokens, activities, find, hasActivity } = parts;
  const context: TaskContext = { ...parts, ...caller };
  return {
    call: (call) => run({ ...context, ...callerOf(call) }, call),
    startFault: (resource, input) => {
      if (resource.kind === "activity" && !hasActivity(resource.arn)) {
        return `The activity ${resource.arn} does not exist.`;
      }
      return isObject(input) ? parameterFault(resource, input) : undefined;
    },
    open: (token) => tokens.add(token),
    ended: (token, onHeartbeat) => tokens.ended(token, onHeartbeat),
    close: (token) => {
      tokens.remove(token);
      activities.withdraw(token);
    },
    offer: ({ arn, ...task }, onStarted) => activities.offer(arn, { ...task, onStarted }),
    executionEnded: (arn, form, signal) => nestedResult(find(arn), form, signal),
    stopExecution: (arn) => find(arn)?.stop({ error: undefined, cause: undefined }),
  };
}

/** Returns the role of the Credentials field as the caller. */
function callerOf({ roleArn }: TaskCall): Partial<TaskContext> {
  return roleArn === undefined ? {} : { principal: roleSession(roleArn, "StepFunctions") };
}

function run(context: TaskContext, { resource, input }: TaskCall): Promise<Json> {
  const parsed = parseResource(resource);
  if (parsed?.kind === "lambda") return callFunction(context, parsed.arn, input);
  if (parsed?.kind !== "service") throw new StateError("States.Runtime", `The resource '${resource}' is not valid.`);
  return callService(context, { ...parsed, input });
}

/** Waits for a nested execution. @throws StateError States.TaskFailed if it does not succeed */
async function nestedResult(
  nested: Execution | undefined,
  form: "sync" | "sync:2",
  signal: AbortSignal,
): Promise<Json> {
  if (nested === undefined) throw new StateError("States.TaskFailed", "The nested execution does not exist.");
  // A task that times out or is aborted stops its nested execution.
  const stop = () => nested.stop({ error: undefined, cause: undefined });
  signal.addEventListener("abort", stop, { once: true });
  try {
    const record = await nested.ended;
    if (record.status === "SUCCEEDED") return describeNested(record, form === "sync:2");
    throw new StateError("States.TaskFailed", JSON.stringify(describeNested(record, false)));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Returns DescribeExecution's answer as a task shows it. @param isParsed true for `.sync:2`, whose output is JSON */
function describeNested(record: ExecutionRecord, isParsed: boolean): JsonObject {
  const { arn, input, output, error, cause, name, started, stopped = started, machineArn, status } = record;
  const json = (text: string): Json => (isParsed ? (JSON.parse(text) as Json) : text);
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: arn,
    Input: json(input),
    InputDetails: { Included: true },
    Name: name,
    ...(output === undefined ? {} : { Output: json(output), OutputDetails: { Included: true } }),
    RedriveCount: record.redriveCount,
    RedriveStatus: status === "SUCCEEDED" ? "NOT_REDRIVABLE" : "REDRIVABLE",
    ...(status === "SUCCEEDED" ? { RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven" } : {}),
    StartDate: started,
    StateMachineArn: machineArn,
    Status: status,
    StopDate: stopped,
  };
}
