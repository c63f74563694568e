import type { Consumer } from "./consumer";
import { declarationOf, type BucketSource } from "./sources";

/** Returns a sentence for each pair of consumers that AWS cannot connect to the same source. */
export function* checkSharedSources(consumers: readonly Consumer[]): Generator<string> {
  for (const [index, consumer] of consumers.entries()) {
    for (const other of consumers.slice(0, index)) {
      if (declarationOf(consumer.from) === undefined) continue;
      if (declarationOf(other.from) === declarationOf(consumer.from)) yield* checkPair(other, consumer);
    }
  }
}

function* checkPair(first: Consumer, second: Consumer): Generator<string> {
  const both = `consumers ${first.name} and ${second.name}`;
  if (first.from.kind === "queue") {
    yield `${both} read the queue ${second.sourceKey}, and each message reaches one of them; declare a queue for each`;
  }
  if (first.from.kind === "bucket" && second.from.kind === "bucket") {
    const change = sharedChange(first.from, second.from);
    if (change === undefined) return;
    yield `${both} receive the same ${change} objects of ${second.sourceKey}, which S3 rejects; give them prefixes or suffixes that exclude each other`;
  }
}

/**
 * Returns a change that two sources could receive for the same key: one prefix begins with the other, and one suffix ends
 * with the other (S3 User Guide, "Configuring event notifications using object key name filtering").
 */
function sharedChange(first: BucketSource, second: BucketSource): string | undefined {
  const [a, b] = [first, second];
  const prefixesOverlap = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const suffixesOverlap = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return prefixesOverlap && suffixesOverlap ? a.changes.find((change) => b.changes.includes(change)) : undefined;
}
