import { objectsField, type StatesBlock } from "../definition/model";
import type { Json } from "../language/json";
import type { StateError } from "./stateError";
import type { Finished, StateScope } from "./stateScope";
import { LinkedAbort } from "./time";

/** Runs all branches. The first that fails ends the others. @throws StateError */
export async function runParallel(scope: StateScope): Promise<Finished> {
  const { frame } = scope;
  const input = await scope.arguments();
  const isNew = frame.current.startedId === undefined;
  if (isNew) {
    frame.host.progress.dropBelow(frame.id);
    const startedId = frame.record("ParallelStateStarted");
    frame.update({ startedId });
  }
  const abort = new LinkedAbort(frame.signal);
  try {
    const branches = objectsField<StatesBlock>(scope.state, "Branches");
    const outputs = await Promise.all(
      branches.map((branch, index) => runBranch(scope, { branch, index, input, abort })),
    );
    // The state's end follows the last branch too.
    frame.host.record({ type: "ParallelStateSucceeded", previous: frame.current.previous });
    frame.host.progress.dropBelow(frame.id);
    return await scope.finish(outputs);
  } finally {
    abort.end();
  }
}

interface Branch {
  readonly branch: StatesBlock;
  readonly index: number;
  readonly input: Json;
  readonly abort: LinkedAbort;
}

async function runBranch({ frame }: StateScope, { branch, index, input, abort }: Branch): Promise<Json> {
  const child = frame.child(index, frame.more, abort.signal);
  const ended = frame.host.progress.loadOutput(child.id);
  if (ended !== undefined) return ended.output;
  const { variables, startedId = 0 } = frame.current;
  const output = await child.run(branch, { input, variables, previous: startedId }).catch((error: unknown) => {
    if (!abort.signal.aborted) frame.update({ previous: child.current.previous });
    abort.end();
    throw error;
  });
  frame.update({ previous: child.current.previous });
  frame.host.progress.saveOutput(child.id, output);
  return output;
}

/** Records the failure of the state. It has no details (API reference, HistoryEvent). */
export function failParallel({ frame }: StateScope, { error }: StateError): void {
  if (error !== "States.Runtime") frame.record("ParallelStateFailed");
}
