import type { StatesBlock } from "../definition/model";
import type { Json, JsonObject } from "../language/json";
import { basicStates, type Run } from "./basicStates";
import { untruncated, print, type Frame } from "./frame";
import { runHandled } from "./handledStates";
import { failureOf } from "./faults";
import { checkSize, checkVariables } from "./limits";
import type { Start, Step } from "./step";
import { StateScope } from "./stateScope";

const runs: Readonly<Record<string, Run>> = {
  ...basicStates,
  Task: runHandled,
  Parallel: runHandled,
  Map: runHandled,
};

/** Runs states from the start, or from the position before a restart, to the end. @throws StateError */
export async function runStates(block: StatesBlock, frame: Frame, start: Start): Promise<Json> {
  if (frame.stored === undefined) frame.move({ state: block.StartAt, ...start });
  for (;;) {
    const name = frame.current.state;
    const scope = new StateScope(frame, { name, state: block.States[name]! });
    const step = await runState(scope);
    if (step.next === undefined) return step.output;
  }
}

async function runState(scope: StateScope): Promise<Step> {
  const { frame, state } = scope;
  try {
    if (frame.current.enteredId === undefined) enter(scope);
    const step = await runs[state.Type]!(scope);
    frame.signal.throwIfAborted();
    leave(scope, step);
    return step;
  } catch (error) {
    frame.signal.throwIfAborted();
    throw failureOf(scope, error);
  }
}

function enter({ frame, name, state }: StateScope): void {
  const { input, variables, previous } = frame.current;
  const details = { name, input: print(input), inputDetails: untruncated };
  const enteredAt = frame.host.now();
  frame.move({ state: name, input, variables, previous, enteredAt });
  const enteredId = frame.record(`${state.Type}StateEntered`, ["stateEnteredEventDetails", details]);
  frame.update({ enteredId });
}

function leave({ frame, name, state }: StateScope, { output, assigned, next }: Step): void {
  checkSize(output, name);
  const variables = { ...frame.current.variables, ...assigned };
  if (assigned !== undefined) checkVariables(assigned, variables, name);
  const details = {
    name,
    output: print(output),
    outputDetails: untruncated,
    ...(assigned === undefined ? {} : { assignedVariables: printed(assigned), assignedVariablesDetails: untruncated }),
  };
  frame.record(`${state.Type}StateExited`, ["stateExitedEventDetails", details]);
  const { previous } = frame.current;
  if (next !== undefined) frame.move({ state: next, input: output, variables, previous });
}

function printed(variables: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, print(value)]));
}
