import { textField, type Catcher } from "../definition/model";
import { failureOf } from "./faults";
import { failMap, runMap } from "./mapState";
import { failParallel, runParallel } from "./parallelState";
import { catcherOf, nextRetry } from "./retry";
import type { Step } from "./step";
import type { StateError } from "./stateError";
import type { Finished, StateScope } from "./stateScope";
import { runTask } from "./taskState";
import { sleepUntil } from "./time";

interface HandledState {
  /** Runs one attempt. */
  readonly attempt: (scope: StateScope) => Promise<Finished>;
  /** Records that no attempt follows. */
  readonly fail?: (scope: StateScope, failure: StateError) => void;
}

const states: Readonly<Record<string, HandledState>> = {
  Task: { attempt: runTask },
  Parallel: { attempt: runParallel, fail: failParallel },
  Map: { attempt: runMap, fail: failMap },
};

/** Runs a state with retriers and catchers. @throws StateError that no catcher handles */
export async function runHandled(scope: StateScope): Promise<Step> {
  const { frame, state } = scope;
  const { attempt, fail } = states[state.Type]!;
  for (;;) {
    if (frame.current.wakeAt !== undefined) {
      await sleepUntil(frame.host, frame.current.wakeAt, frame.signal);
      frame.update({ wakeAt: undefined });
    }
    try {
      return { ...(await attempt(scope)), next: textField(state, "Next") };
    } catch (error) {
      frame.signal.throwIfAborted();
      const failure = failureOf(scope, error);
      const { retries } = frame.current;
      const retry = nextRetry(state, failure, { retries, random: frame.host.chance.random });
      if (retry !== undefined) {
        const again = { task: undefined, mapRun: undefined, startedId: undefined };
        frame.update({ ...again, retries: retry.retries, wakeAt: frame.host.now() + retry.delayMillis });
        continue;
      }
      fail?.(scope, failure);
      const catcher = catcherOf(state, failure);
      if (catcher === undefined) throw failure;
      return caught(scope, catcher, failure);
    }
  }
}

/** Returns the step to the state of a catcher. @throws LanguageError */
export async function caught(scope: StateScope, catcher: Catcher, { error, cause }: StateError): Promise<Step> {
  // An error without name or cause has nulls here (case `stepfunctions/token-failure-bare-parallel`).
  const errorOutput = { Error: error ?? null, Cause: cause ?? null };
  const next = catcher.Next;
  if (!scope.isQuery) {
    const assigned = await scope.assigned(catcher["Assign"], { input: errorOutput });
    return { output: scope.placed(errorOutput, catcher), assigned, next };
  }
  const more = { errorOutput };
  const assigned = await scope.assigned(catcher["Assign"], { input: errorOutput, more });
  const output = catcher["Output"];
  return { output: output === undefined ? errorOutput : await scope.query(output, "Output", more), assigned, next };
}
