import { processorOf, textField } from "../definition/model";
import { isObject, textOf, type Json, type JsonObject } from "../language/json";
import type { ChildResult, MapRun } from "./host";
import { batches } from "./items/batches";
import { readItems } from "./items/readItems";
import { ResultWriter } from "./items/resultWriter";
import { tooLarge, maxDataBytes } from "./limits";
import { itemsOf, maxConcurrency, selectItem } from "./mapItems";
import { StateError } from "./stateError";
import type { Finished, StateScope } from "./stateScope";
import { Gate, LinkedAbort } from "./time";

/** Child workflows that run at a time. AWS allows 10,000; one machine is busy with fewer. */
const maxChildren = 1_000;

/** Runs a child workflow for each item or batch. @throws StateError @throws LanguageError */
export async function runDistributed(scope: StateScope): Promise<Finished> {
  const { frame } = scope;
  const settings = await settingsOf(scope);
  const items = await selectedItems(scope);
  const isNew = frame.current.mapRun === undefined;
  const run = frame.host.mapRun({ arn: frame.current.mapRun, ...settings });
  if (isNew) {
    frame.host.progress.dropBelow(frame.id);
    frame.record("MapStateStarted", ["mapStateStartedEventDetails", { length: settings.length }]);
    frame.record("MapRunStarted", ["mapRunStartedEventDetails", { mapRunArn: run.arn }], { mapRun: run.arn });
  }
  const writer = await writerOf(scope, run.arn);
  const children = new Children(scope, run, { ...settings, writer });
  try {
    await children.run(await batched(scope, items));
  } catch (error) {
    run.end(frame.signal.aborted ? "ABORTED" : "FAILED");
    frame.signal.throwIfAborted();
    if (error instanceof StateError) frame.record("MapRunFailed", ["mapRunFailedEventDetails", failureDetails(error)]);
    throw error;
  }
  const result = writer === undefined ? children.outputs : await writer.end();
  run.end("SUCCEEDED");
  frame.record("MapRunSucceeded");
  frame.record("MapStateSucceeded", undefined, { mapRun: undefined });
  frame.host.progress.dropBelow(frame.id);
  return scope.finish(result);
}

function failureDetails({ error, cause }: StateError): JsonObject {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

async function settingsOf(scope: StateScope) {
  const { state, name } = scope;
  const processor = processorOf(state);
  const config = processor["ProcessorConfig"];
  const limit = await maxConcurrency(scope);
  return {
    label: textField(state, "Label") ?? name.replace(/\W/g, "").slice(0, 40),
    processor,
    isExpress: isObject(config) && config["ExecutionType"] === "EXPRESS",
    maxConcurrency: Math.min(limit, maxChildren),
    toleratedCount: await scope.number("ToleratedFailureCount"),
    toleratedPercentage: await scope.number("ToleratedFailurePercentage"),
    // The number of items is not known before the data set has been read.
    length: isObject(state["ItemReader"]) ? 0 : (await itemsOf(scope)).length,
  };
}

/** Returns the items behind ItemSelector. */
async function selectedItems(scope: StateScope): Promise<AsyncIterable<Json>> {
  const items = isObject(scope.state["ItemReader"])
    ? await readerItems(scope, scope.state["ItemReader"])
    : await itemsOf(scope);
  return (async function* () {
    let index = 0;
    for await (const item of items) {
      yield await selectItem(scope, item, index);
      index += 1;
    }
  })();
}

async function readerItems(scope: StateScope, reader: JsonObject): Promise<AsyncIterable<Json>> {
  const parameters = await evaluated(scope, reader, "ItemReader");
  const config = isObject(reader["ReaderConfig"]) ? reader["ReaderConfig"] : {};
  const maxItems = (await scope.numberIn(config, "MaxItems")) ?? 0;
  const limit = maxItems === 0 ? Infinity : maxItems;
  return readItems(scope.frame.host.objects, {
    ...{ resource: textOf(reader["Resource"]), config, parameters },
    maxItems: limit,
  });
}

/** Returns the Parameters or Arguments of ItemReader or ResultWriter. */
async function evaluated(scope: StateScope, owner: JsonObject, field: string): Promise<JsonObject> {
  const given = owner["Arguments"] ?? owner["Parameters"] ?? {};
  const filled = scope.isQuery
    ? await scope.query(given, `${field}/Arguments`)
    : scope.template(given, scope.effectiveInput());
  return isObject(filled) ? filled : {};
}

async function batched(scope: StateScope, items: AsyncIterable<Json>): Promise<AsyncIterable<Json>> {
  const batcher = scope.state["ItemBatcher"];
  if (!isObject(batcher)) return items;
  const given = batcher["BatchInput"];
  const filled =
    given === undefined
      ? undefined
      : scope.isQuery
        ? await scope.query(given, "ItemBatcher/BatchInput")
        : scope.template(given, scope.effectiveInput());
  return batches(items, {
    items: await scope.numberIn(batcher, "MaxItemsPerBatch"),
    bytes: await scope.numberIn(batcher, "MaxInputBytesPerBatch"),
    batchInput: isObject(filled) ? filled : undefined,
  });
}

async function writerOf(scope: StateScope, mapRunArn: string): Promise<ResultWriter | undefined> {
  const given = scope.state["ResultWriter"];
  if (!isObject(given)) return undefined;
  const destination = await evaluated(scope, given, "ResultWriter");
  const [bucket, prefix] = [textField(destination, "Bucket"), textField(destination, "Prefix") ?? ""];
  if (bucket === undefined) return undefined;
  return new ResultWriter(scope.frame.host.objects, { bucket, prefix, mapRunArn });
}

interface ChildSettings {
  readonly maxConcurrency: number;
  readonly toleratedCount: number | undefined;
  readonly toleratedPercentage: number | undefined;
  readonly writer: ResultWriter | undefined;
}

/** The child workflows of one run. */
class Children {
  readonly outputs: Json[] = [];
  private failed = 0;
  private total = 0;
  private bytes = 0;

  constructor(
    private readonly scope: StateScope,
    private readonly mapRun: MapRun,
    private readonly settings: ChildSettings,
  ) {}

  /** Starts children in order, at most `maxConcurrency` at a time. @throws StateError above the tolerated failures */
  async run(inputs: AsyncIterable<Json>): Promise<void> {
    const abort = new LinkedAbort(this.scope.frame.signal);
    const gate = new Gate(this.settings.maxConcurrency);
    let failure: Error | undefined;
    const fail = (error: unknown) => {
      failure ??= error as Error;
      abort.end();
    };
    const runOne = async (input: Json, index: number) => {
      await this.child(input, index, abort.signal).catch(fail);
      gate.leave();
    };
    try {
      for await (const input of inputs) {
        await gate.enter();
        if (abort.signal.aborted) break;
        void runOne(input, this.total);
        this.total += 1;
      }
    } catch (error) {
      fail(error);
    }
    if (failure === undefined && !abort.signal.aborted) await gate.empty();
    abort.end();
    if (failure !== undefined) throw failure;
    this.scope.frame.signal.throwIfAborted();
    // The percentage is known only at the end of the data set.
    if (this.isAbovePercentage) throw thresholdExceeded();
  }

  private async child(input: Json, index: number, signal: AbortSignal): Promise<void> {
    const { frame } = this.scope;
    const { progress } = frame.host;
    const id = frame.id === "" ? String(index) : `${frame.id}/${String(index)}`;
    const known = progress.loadOutput(id)?.output as unknown as ChildResult | undefined;
    const result = known ?? (await this.mapRun.run(index, input, signal));
    if (known === undefined) {
      signal.throwIfAborted();
      // A failed child runs again after a redrive.
      if (result.status === "SUCCEEDED") progress.saveOutput(id, result as unknown as Json);
    }
    await this.take(result, index);
  }

  private async take(result: ChildResult, index: number): Promise<void> {
    const { writer, toleratedCount, toleratedPercentage } = this.settings;
    if (result.status !== "SUCCEEDED") {
      this.failed += 1;
      const limit = toleratedCount ?? (toleratedPercentage === undefined ? 0 : Infinity);
      if (this.failed > limit) throw thresholdExceeded();
    }
    if (writer !== undefined) return writer.add(result);
    const { output, error = null, cause = null } = result;
    this.outputs[index] = output ?? { Error: error, Cause: cause };
    this.bytes += JSON.stringify(this.outputs[index]).length;
    if (this.bytes > maxDataBytes) throw tooLarge(this.scope.name);
  }

  private get isAbovePercentage(): boolean {
    const { toleratedPercentage } = this.settings;
    return toleratedPercentage !== undefined && this.failed * 100 > toleratedPercentage * this.total;
  }
}

function thresholdExceeded(): StateError {
  return new StateError(
    "States.ExceedToleratedFailureThreshold",
    "The specified tolerated failure threshold was exceeded",
  );
}
