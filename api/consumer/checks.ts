import { checkAccess } from "../kinds/checks";
import { checkObjectSchema } from "../route/checkSchema";
import type { Consumer } from "./consumer";
import { checkRange } from "./checkRange";
import { checkForm } from "./form";
import { checkSharedSources } from "./sharedSources";
import { checkSource } from "./sourceChecks";

/** Limits of batches, by the kind of source (Lambda API reference, CreateEventSourceMapping, `BatchSize`). */
const maxBatch: Readonly<Record<string, number>> = { stream: 10_000, queue: 10_000 };

/** Limit of batches of a FIFO queue, and of those without a window (Lambda API reference, `BatchSize`). */
const maxImmediateBatch = 10;

/**
 * Most further attempts (Lambda API reference, `MaximumRetryAttempts` of mappings and of asynchronous calls; SQS API
 * reference, SetQueueAttributes, `maxReceiveCount`).
 */
const maxRetries: Readonly<Record<string, number>> = { stream: 10_000, queue: 999 };

/** The limit of asynchronous calls. */
const maxAsyncRetries = 2;

/** Returns a sentence for each mistake in the declared consumers. @param taken names of routes. */
export function* findConsumerViolations(consumers: readonly Consumer[], taken: readonly string[]): Generator<string> {
  const names = new Set<string>();
  const wellFormed: Consumer[] = [];
  for (const consumer of consumers) {
    const wrong = [...checkForm(consumer)];
    yield* wrong;
    if (wrong.length > 0) continue;
    wellFormed.push(consumer);
    yield* checkName(consumer);
    if (taken.includes(consumer.name)) yield `a route and a consumer are named ${consumer.name}`;
    if (names.has(consumer.name)) yield `two consumers are named ${consumer.name}`;
    names.add(consumer.name);
    yield* checkSource(consumer);
    yield* checkAccess(consumer, "consumer");
    yield* checkDelivery(consumer);
    yield* checkItems(consumer);
  }
  yield* checkSharedSources(wellFormed);
}

function* checkName({ name, summary }: Consumer): Generator<string> {
  // Names of functions, queues and alarms begin with it.
  if (!/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(name)) {
    yield `consumer ${name}: a name is 1 to 41 letters, digits and underscores, and begins with a letter`;
  }
  if (summary.trim() === "") yield `consumer ${name}: its summary is empty`;
}

/** Checks the schema of a table's items. Queues, topics and buses are checked as declarations. */
function* checkItems({ name, from }: Consumer): Generator<string> {
  if (from.kind !== "stream") return;
  // The program writes items itself, in the formats that their schema describes.
  yield* checkObjectSchema({ what: `consumer ${name}`, described: ["format"] }, "its source", from.item);
}

function* checkDelivery({ name, from, batch, onFailure }: Consumer): Generator<string> {
  const { size, windowSeconds } = batch;
  const most = maxBatch[from.kind];
  if (most === undefined && (size ?? windowSeconds) !== undefined) {
    yield `consumer ${name}: batch is for streams and queues; a source of the kind ${from.kind} calls it with one event`;
  }
  yield* checkRange(`consumer ${name}: batch.size`, size, [1, most ?? Infinity]);
  // Lambda API reference, `MaximumBatchingWindowInSeconds`.
  yield* checkRange(`consumer ${name}: batch.windowSeconds`, windowSeconds, [0, 300]);
  const retries = [0, maxRetries[from.kind] ?? maxAsyncRetries] as const;
  yield* checkRange(`consumer ${name}: onFailure.retries`, onFailure.retries, retries);
  if (from.kind !== "queue") return;
  const isFifo = from.queue.fifo === true;
  if (isFifo && (windowSeconds ?? 0) > 0) {
    yield `consumer ${name}: batch.windowSeconds is ${windowSeconds}, and Lambda accepts no window for a FIFO queue`;
  }
  if ((size ?? 0) > maxImmediateBatch && size! <= most! && (isFifo || (windowSeconds ?? 0) === 0)) {
    const rule = isFifo ? "of a FIFO queue" : "without batch.windowSeconds";
    yield `consumer ${name}: batch.size is ${size}, and must be at most ${maxImmediateBatch} ${rule}`;
  }
}
