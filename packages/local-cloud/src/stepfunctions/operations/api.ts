import type { Clock } from "../../kernel/clock";
import type { StackLocation } from "../../kernel/identity";
import type { JsonInput, JsonOperation } from "../../kernel/protocols/jsonService";
import { optionalText } from "../../kernel/protocols/jsonInput";
import type { Execution } from "../executions/execution";
import type { Executions } from "../executions/executions";
import type { Machines, RunnableMachine } from "../executions/machines";
import type { MachineRecord } from "../executions/records";
import type { MapRuns } from "../executions/mapRuns";
import type { Starter } from "../executions/starter";
import type { Tasks } from "../interpreter/host";
import type { Chance } from "../language/intrinsicFunctions";
import type { Activities } from "../tasks/activities";
import type { TaskCaller } from "../tasks/executionTasks";
import type { Tokens } from "../tasks/tokens";
import { checkArn, notFound, required } from "./input";

/** Items and services that all operations use. */
export interface StatesApi {
  readonly machines: Machines;
  readonly executions: Executions;
  readonly mapRuns: MapRuns;
  readonly starter: Starter;
  readonly tokens: Tokens;
  readonly activities: Activities;
  readonly location: StackLocation;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly chance: Chance;
  /** Aborts when the run stops. */
  readonly stopping: AbortSignal;
  /** Returns the tasks of a caller without an execution. */
  readonly tasksOf: (caller: TaskCaller) => Tasks;
  /** Returns whether a log group exists: the program declares it, or it is the group of a function. */
  readonly hasLogGroup: (name: string) => boolean;
  /** Returns why the local cloud cannot run a definition; undefined if it can. */
  readonly emulationFault: (definition: string) => string | undefined;
}

export type Operations = Record<string, JsonOperation>;

/** Requires an action on the resource whose ARN is in the input. */
export function on(action: string, key: string): Pick<JsonOperation, "access" | "resources"> {
  return {
    access: (input) => [{ action: `states:${action}`, resource: optionalText(input, key) ?? "*" }],
    resources: (input) => [optionalText(input, key) ?? ""].filter((arn) => arn !== ""),
  };
}

/** Requires an action without a resource. */
export function onAll(action: string): Pick<JsonOperation, "access"> {
  return { access: () => [{ action: `states:${action}`, resource: "*" }] };
}

/** @throws ServiceError */
export function machineOf({ machines }: StatesApi, input: JsonInput, key = "stateMachineArn"): MachineRecord {
  const arn = required(input, key);
  checkArn(arn, "stateMachine");
  const machine = machines.find(arn);
  if (machine === undefined) throw notFound("StateMachineDoesNotExist", "State Machine", arn);
  return machine;
}

/** Returns what a machine, version or alias runs. @throws ServiceError */
export function runnableOf({ machines }: StatesApi, input: JsonInput): RunnableMachine {
  const arn = required(input, "stateMachineArn");
  checkArn(arn, "stateMachine");
  const found = machines.resolve(arn);
  if (found === undefined) throw notFound("StateMachineDoesNotExist", "State Machine", arn);
  return found;
}

/** @throws ServiceError */
export function executionOf({ executions }: StatesApi, input: JsonInput): Execution {
  const arn = required(input, "executionArn");
  checkArn(arn, "execution");
  const execution = executions.find(arn);
  if (execution === undefined) throw notFound("ExecutionDoesNotExist", "Execution", arn);
  return execution;
}
