import { processorOf } from "../definition/model";
import { isObject, type Json } from "../language/json";
import { runDistributed } from "./distributedMap";
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
    await inParallel(items.length, limit, async (index) => {
      running.add(index);
      outputs[index] = await iterate(scope, { item: items[index]!, index, abort });
      running.delete(index);
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
  frame.record("MapStateSucceeded");
  frame.host.progress.dropBelow(frame.id);
  return outputs;

  async function iterate(of: StateScope, each: Iteration): Promise<Json> {
    try {
      return await runIteration(of, each);
    } catch (error) {
      if (!abort.signal.aborted) {
        running.delete(each.index);
        const { previous } = frame.current;
        frame.update({ previous: recordIteration(of, "MapIterationFailed", { index: each.index, previous }) });
        abort.end();
      }
      throw error;
    }
  }
}

/** Runs work for each index, at most `limit` at a time, in order of their start. The first failure ends all. */
async function inParallel(count: number, limit: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  let isFailed = false;
  const lane = async () => {
    while (next < count && !isFailed) {
      const index = next;
      next += 1;
      await work(index).catch((error: unknown) => {
        isFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
}

interface Iteration {
  readonly item: Json;
  readonly index: number;
  readonly abort: LinkedAbort;
}

async function runIteration(scope: StateScope, { item, index, abort }: Iteration): Promise<Json> {
  const { frame, state } = scope;
  const child = frame.child(index, { ...frame.more, ...mapContext(item, index) }, abort.signal);
  const ended = frame.host.progress.loadOutput(child.id);
  if (ended !== undefined) return ended.output;
  const { variables } = frame.current;
  const isNew = child.stored === undefined;
  const input = isNew ? await selectItem(scope, item, index) : null;
  const { startedId = 0 } = frame.current;
  const previous = isNew ? recordIteration(scope, "MapIterationStarted", { index, previous: startedId }) : 0;
  const output = await child.run(processorOf(state), { input, variables, previous });
  const { previous: last } = child.current;
  frame.update({ previous: recordIteration(scope, "MapIterationSucceeded", { index, previous: last }) });
  frame.host.progress.saveOutput(child.id, output);
  return output;
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
