import { numberField, processorOf, textField } from "../definition/model";
import { isObject, textOf, type Json, type JsonObject } from "../language/json";
import { Children } from "./children";
import { batches } from "./items/batches";
import { readerFailed } from "./items/readerFailures";
import { readItems } from "./items/readItems";
import { noResults, Results } from "./items/results";
import { formatOf, ResultWriter } from "./items/resultWriter";
import { itemsOf, maxConcurrency, selectItem, toleranceOf } from "./mapItems";
import { StateError } from "./stateError";
import type { Finished, StateScope } from "./stateScope";

/** Runs a child workflow for each item or batch. @throws StateError @throws LanguageError */
export async function runDistributed(scope: StateScope): Promise<Finished> {
  const { frame } = scope;
  const limit = await maxConcurrency(scope);
  // The number of items is not known before the data set has been read.
  const length = isObject(scope.state["ItemReader"]) ? 0 : (await itemsOf(scope)).length;
  const isNew = frame.current.mapRun === undefined;
  if (isNew) {
    frame.host.progress.dropBelow(frame.id);
    frame.record("MapStateStarted", ["mapStateStartedEventDetails", { length }]);
  }
  const limits = { maxConcurrency: limit === Infinity ? 0 : limit, ...(await toleranceOf(scope)) };
  let results: Results | undefined;
  const run = frame.host.mapRun({
    ...{ arn: frame.current.mapRun, ...settingsOf(scope), limits },
    results: () => results?.counts ?? noResults,
  });
  if (isNew) frame.record("MapRunStarted", ["mapRunStartedEventDetails", { mapRunArn: run.arn }], { mapRun: run.arn });
  try {
    results = resultsOf(scope, await writerOf(scope, run.arn));
    await new Children(scope, run, results).run(await batched(scope, await selectedItems(scope)));
    const result = await results.end();
    run.end("SUCCEEDED");
    frame.record("MapRunSucceeded");
    frame.host.record({ type: "MapStateSucceeded", previous: frame.current.previous });
    frame.update({ mapRun: undefined });
    frame.host.progress.dropBelow(frame.id);
    return await scope.finish(result);
  } catch (error) {
    run.end(frame.signal.aborted ? "ABORTED" : "FAILED");
    frame.signal.throwIfAborted();
    if (error instanceof StateError) frame.record("MapRunFailed", ["mapRunFailedEventDetails", failureDetails(error)]);
    throw error;
  }
}

function failureDetails({ error, cause }: StateError): JsonObject {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function settingsOf({ state, name }: StateScope) {
  const processor = processorOf(state);
  const config = processor["ProcessorConfig"];
  return {
    label: textField(state, "Label") ?? name.replace(/\W/g, "").slice(0, 40),
    processor,
    isExpress: isObject(config) && config["ExecutionType"] === "EXPRESS",
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
  const maxItems = (await scope.numberIn(config, "MaxItems", "ItemReader/ReaderConfig/")) ?? 0;
  if (maxItems < 0) throw readerFailed("field MaxItems must be positive");
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
    items: await scope.numberIn(batcher, "MaxItemsPerBatch", "ItemBatcher/"),
    bytes: await scope.numberIn(batcher, "MaxInputBytesPerBatch", "ItemBatcher/"),
    batchInput: isObject(filled) ? filled : undefined,
  });
}

/** Returns the writer of a ResultWriter with a destination. Without one, the results are the state's result. */
async function writerOf(scope: StateScope, mapRunArn: string): Promise<ResultWriter | undefined> {
  const given = scope.state["ResultWriter"];
  if (!isObject(given)) return undefined;
  const destination = await evaluated(scope, given, "ResultWriter");
  const [bucket, prefix] = [textField(destination, "Bucket"), textField(destination, "Prefix") ?? ""];
  if (bucket === undefined) return undefined;
  return new ResultWriter(scope.frame.host.objects, { bucket, prefix, mapRunArn }, formatOf(given, "NONE"));
}

/** Returns the results so far. */
function resultsOf({ frame, state }: StateScope, writer: ResultWriter | undefined): Results {
  const { progress, context } = frame.host;
  const execution = isObject(context["Execution"]) ? context["Execution"] : {};
  const given = isObject(state["ResultWriter"]) ? state["ResultWriter"] : {};
  return new Results({
    ...{ progress, frame: frame.id, writer, format: formatOf(given, "COMPACT") },
    redriveCount: numberField(execution, "RedriveCount") ?? 0,
  });
}
