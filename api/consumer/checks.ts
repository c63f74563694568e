import { checkAccess } from "../kinds/checks";
import { checkSchema } from "../route/checkSchema";
import { schemaOf, type Consumer } from "./consumer";
import { declarationOf } from "./sources";

/** Limits of batches, by the kind of source (Lambda API reference, CreateEventSourceMapping, `BatchSize`). */
const maxBatch: Readonly<Record<string, number>> = { stream: 10_000 };

/** Most further attempts (Lambda API reference, `MaximumRetryAttempts` of mappings and of asynchronous calls). */
const maxRetries: Readonly<Record<string, number>> = { stream: 10_000, schedule: 2 };

/** Returns a sentence for each mistake in the declared consumers. @param taken names of routes. */
export function* findConsumerViolations(consumers: readonly Consumer[], taken: readonly string[]): Generator<string> {
  const names = new Set<string>();
  for (const consumer of consumers) {
    yield* checkName(consumer);
    if (taken.includes(consumer.name)) yield `a route and a consumer are named ${consumer.name}`;
    if (names.has(consumer.name)) yield `two consumers are named ${consumer.name}`;
    names.add(consumer.name);
    yield* checkSource(consumer);
    yield* checkAccess(consumer, "consumer");
    yield* checkDelivery(consumer);
    // The program writes items and events itself, in the formats that their schemas describe.
    const owner = { what: `consumer ${consumer.name}`, described: ["format"] };
    yield* checkSchema(owner, "its source", schemaOf(consumer.from));
  }
}

function* checkName({ name, summary }: Consumer): Generator<string> {
  // Names of functions, queues and alarms begin with it.
  if (!/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(name)) {
    yield `consumer ${name}: a name is 1 to 41 letters, digits and underscores, and begins with a letter`;
  }
  if (summary.trim() === "") yield `consumer ${name}: its summary is empty`;
}

function* checkSource({ name, from, sourceKey }: Consumer): Generator<string> {
  if (declarationOf(from) !== undefined && sourceKey === undefined) {
    yield `consumer ${name}: its source is not among the declarations of its resource; list it there`;
  }
  if (from.kind === "stream" && from.table.stream !== true) {
    yield `consumer ${name}: the table ${from.table.logicalName} has no stream; declare it with stream: true`;
  }
  if (from.kind === "schedule" && !/^(?:rate|cron)\(.+\)$/.test(from.expression)) {
    yield `consumer ${name}: the schedule ${from.expression} must be rate(…) or cron(…), such as rate(5 minutes)`;
  }
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
  yield* checkRange(`consumer ${name}: onFailure.retries`, onFailure.retries, [0, maxRetries[from.kind] ?? Infinity]);
}

function* checkRange(
  what: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
): Generator<string> {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  yield `${what} is ${value}, and must be an integer from ${least} to ${most}`;
}
