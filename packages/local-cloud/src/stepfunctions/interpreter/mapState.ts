import { processorOf } from "../definition/model";
import { isObject, type Json } from "../language/json";
import { runDistributed } from "./distributedMap";
import type { Frame } from "./frame";
import { itemsOf, mapContext, maxConcurrency, selectItem } from "./mapItems";
import type { StateError } from "./stateError";
import type { Finished, StateScope } from "./stateScope";
import { LinkedAbort } from "./time";

/** Iterations of an inline Map that run at a time (Developer Guide, "Using Map state in Inline mode"). */
const maxInline = 40;

/** Runs the processor for each item. @throws StateError */
export async function runMap(scope: StateScope): Promise<Finished> {
  const config = processorOf(scope.state)["ProcessorConfig"];
  if (isObject(config) && config["Mode"] === "DISTRIBUTED") return runDistributed(scope);
  const limit = await maxConcurrency(scope);
  const items = await itemsOf(scope);
  return scope.finish(await runInline(scope, items, Math.min(limit, maxInline)));
}

async function runInline(scope: StateScope, items: readonly Json[], limit: number): Promise<Json[]> {
  const { frame } = scope;
  if (frame.current.startedId === undefined) {
    frame.host.progress.dropBelow(frame.id);
    const startedId = frame.record("MapStateStarted", ["mapStateStartedEventDetails", { length: items.length }]);
    frame.update({ startedId });
  }
  const abort = new LinkedAbort(frame.signal);
  const running = new Set<number>();
  const outputs: Json[] = [];
  try {
    const startedId = frame.current.startedId!;
    await inParallel<number>(items.length, Math.min(limit, items.length), async (index, after = startedId) => {
      running.add(index);
      const { output, last } = await iterate(scope, { item: items[index]!, index, abort, after });
      outputs[index] = output;
      running.delete(index);
      return last;
    });
  } catch (error) {
    frame.signal.throwIfAborted();
    abort.end();
    for (const index of running) {
      recordIteration(scope, "MapIterationAborted", { index, previous: frame.current.previous });
    }
    throw error;
  } finally {
    abort.end();
  }
  // The state's end follows the last iteration too.
  frame.host.record({ type: "MapStateSucceeded", previous: frame.current.previous });
  frame.host.progress.dropBelow(frame.id);
  return outputs;

  async function iterate(of: StateScope, each: Iteration): Promise<EndedIteration> {
    const child = frame.child(each.index, { ...frame.more, ...mapContext(each.item, each.index) }, abort.signal);
    try {
      return await runIteration(of, child, each);
    } catch (error) {
      if (!abort.signal.aborted) {
        running.delete(each.index);
        const previous = child.stored?.previous ?? each.after;
        recordIteration(of, "MapIterationFailed", { index: each.index, previous });
        frame.update({ previous });
        abort.end();
      }
      throw error;
    }
  }
}

/**
 * Runs work for each index, in order of their start. The first failure ends all.
 *
 * @param lanes number of works at a time; each receives what the work before it in its lane returned
 */
async function inParallel<T>(
  count: number,
  lanes: number,
  work: (index: number, before: T | undefined) => Promise<T>,
): Promise<void> {
  let next = 0;
  let isFailed = false;
  const lane = async () => {
    let before: T | undefined;
    while (next < count && !isFailed) {
      const index = next;
      next += 1;
      before = await work(index, before).catch((error: unknown) => {
        isFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

interface Iteration {
  readonly item: Json;
  readonly index: number;
  readonly abort: LinkedAbort;
  /** Id of the event that it follows: the state's start, or the end of the iteration before it. */
  readonly after: number;
}

interface EndedIteration {
  readonly output: Json;
  /** Id of its last state's event. */
  readonly last: number;
}

async function runIteration(
  scope: StateScope,
  child: Frame,
  { item, index, after }: Iteration,
): Promise<EndedIteration> {
  const { frame, state } = scope;
  const ended = frame.host.progress.loadOutput(child.id);
  if (ended !== undefined) return { output: ended.output, last: child.stored?.previous ?? after };
  const { variables } = frame.current;
  const isNew = child.stored === undefined;
  const input = isNew ? await selectItem(scope, item, index) : null;
  const previous = isNew ? recordIteration(scope, "MapIterationStarted", { index, previous: after }) : 0;
  const output = await child.run(processorOf(state), { input, variables, previous });
  const { previous: last } = child.current;
  frame.update({ previous: recordIteration(scope, "MapIterationSucceeded", { index, previous: last }) });
  frame.host.progress.saveOutput(child.id, output);
  return { output, last };
}

function recordIteration(
  { frame, name }: StateScope,
  type: string,
  { index, previous }: { readonly index: number; readonly previous: number },
): number {
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return frame.host.record({ type, previous, details: [key, { name, index }] });
}

/** Records the failure of the state. It has no details (API reference, HistoryEvent). */
export function failMap({ frame }: StateScope, { error }: StateError): void {
  if (error !== "States.Runtime") frame.record("MapStateFailed");
}
