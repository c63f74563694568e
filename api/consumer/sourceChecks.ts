import type { Consumer } from "./consumer";
import { checkPattern } from "./patternChecks";
import { checkSchedule } from "./scheduleChecks";
import { declarationOf, type BucketSource, type BusSource, type TopicSource } from "./sources";

/** Returns a sentence for each mistake in a consumer's source. */
export function* checkSource({ name, from, sourceKey }: Consumer): Generator<string> {
  const what = `consumer ${name}`;
  if (declarationOf(from) !== undefined && sourceKey === undefined) {
    yield `${what}: its source is not among the declarations of its resource; list it there`;
  }
  switch (from.kind) {
    case "stream":
      if (from.table.stream !== true)
        yield `${what}: the table ${from.table.logicalName} has no stream; declare it with stream: true`;
      return;
    case "schedule":
      yield* checkSchedule(what, from.expression);
      return;
    case "topic":
      yield* checkFilter(what, from);
      return;
    case "bus":
      yield* checkEvents(what, from);
      return;
    case "bucket":
      yield* checkObjects(what, from);
      return;
    case "queue":
  }
}

/** SNS Developer Guide, "Filter policy constraints". */
const maxFilterKeys = 5;

function* checkFilter(what: string, { topic, filter }: TopicSource): Generator<string> {
  if (filter === undefined) return;
  const { length } = Object.keys(filter);
  if (length > maxFilterKeys)
    yield `${what}: its filter names ${length} properties, and SNS accepts at most ${maxFilterKeys}`;
  yield* checkPattern(`${what}: its filter`, filter, [topic.message]);
}

function* checkEvents(what: string, { bus, events, detail }: BusSource): Generator<string> {
  if (events.length === 0) yield `${what}: its source lists no event`;
  const types = new Set<string>();
  for (const event of events) {
    if (!bus.events.includes(event))
      yield `${what}: the bus ${bus.logicalName} does not declare the event ${event.type}`;
    if (types.has(event.type)) yield `${what}: its source lists ${event.type} twice`;
    types.add(event.type);
  }
  if (detail === undefined) return;
  const schemas = events.map((event) => event.detail);
  yield* checkPattern(`${what}: the pattern of its events`, detail, schemas);
}

function* checkObjects(what: string, { changes, prefix, suffix }: BucketSource): Generator<string> {
  if (changes.length === 0) yield `${what}: its source lists no change; the changes are created, removed`;
  for (const change of changes) {
    if (changes.indexOf(change) !== changes.lastIndexOf(change)) {
      yield `${what}: its source lists ${change} twice`;
      return;
    }
    if (!["created", "removed"].includes(change))
      yield `${what}: its source lists the change ${change}; the changes are created, removed`;
  }
  for (const [field, text] of Object.entries({ prefix, suffix })) {
    // S3 User Guide, "Object key names": at most 1,024 bytes.
    const bytes = Buffer.byteLength(text);
    if (bytes > 1_024) yield `${what}: the ${field} of its source has ${bytes} bytes, and must have at most 1024`;
  }
}
