import { consumer, itemOf, Publisher } from "./changes";

/** Most seconds in which the consumer catches up. */
const catchUpSeconds = 240;

/** Ends the consumer's environment halfway through a batch of changes of one key. @returns a sentence for each fault */
export async function killHalfway(): Promise<string[]> {
  const publisher = await Publisher.start({ routeFunctions: { [consumer]: { timeout: 8 } } });
  try {
    const versions = Array.from({ length: 8 }, (_, index) => index + 1);
    // Each change takes two calls to a table, so that the function's time limit ends the environment halfway.
    publisher.cloud.faults.set("dynamodb:latency=900");
    await publisher.write(versions.map((version) => itemOf({ id: "a", version })));
    await publisher.advanceUntil(() => publisher.cloud.logs().some(({ text }) => text.includes("Status: timeout")));
    const before = publisher.versionsOf("a").length;
    publisher.cloud.faults.set("dynamodb:latency=0");
    await publisher.advanceUntil(() => publisher.versionsOf("a").length === versions.length, { step: "1s" });
    const repeated = publisher.collect() - versions.length;
    return [
      ...(before > 0 && before < versions.length ? [] : [`${before} changes were published before the end`]),
      // The change in progress can be published twice, with the same id.
      ...(repeated <= 1 ? [] : [`${repeated} changes are published twice`]),
      ...findDisorder("a", publisher.versionsOf("a"), versions),
      ...((await publisher.deadLetters()).length === 0 ? [] : ["a change is a dead letter"]),
    ];
  } finally {
    await publisher.cloud.stop();
  }
}

/** Writes while Lambda accepts no call, and then lets the consumer run. @returns a sentence for each fault */
export async function catchUp(writes: number): Promise<string[]> {
  const publisher = await Publisher.start();
  try {
    const versions = Array.from({ length: 20 }, (_, index) => index + 1);
    const ids = Array.from({ length: writes / versions.length }, (_, index) => `key ${index}`);
    publisher.cloud.faults.set("lambda:throttle=1");
    for (const version of versions) await publisher.write(ids.map((id) => itemOf({ id, version })));
    await publisher.cloud.clock.advance("10m");
    const early = publisher.collect();
    publisher.cloud.faults.set("lambda:throttle=0");
    const started = Date.now();
    // Counting all events is cheap; a batch that takes too long is published again in part.
    const isComplete = () => publisher.collect() >= writes && publisher.published().length >= writes;
    await publisher.advanceUntil(isComplete, { seconds: catchUpSeconds });
    process.stdout.write(`${writes} writes are caught up in ${Math.round((Date.now() - started) / 1000)} s\n`);
    const received = new Map<string, number[]>(ids.map((id) => [id, []]));
    for (const { id, version } of publisher.published()) received.get(id)!.push(version);
    return [
      ...(early === 0 ? [] : [`${early} changes were published while the consumer was stopped`]),
      ...[...received].flatMap(([id, each]) => findDisorder(id, each, versions)),
      ...((await publisher.deadLetters()).length === 0 ? [] : ["a change is a dead letter"]),
    ];
  } finally {
    await publisher.cloud.stop();
  }
}

/** Compares the versions of an item with the expected ones, in order. */
export function findDisorder(id: string, received: readonly number[], expected: readonly number[]): string[] {
  const same = received.join() === expected.join();
  return same ? [] : [`${id}: versions ${received.join(", ")} are published instead of ${expected.join(", ")}`];
}
