/** Sorted, disjoint ranges of indexes, each with its first index and the one behind its last. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** Returns ranges with further indexes. */
export function withIndexes(ranges: Ranges, indexes: readonly number[]): Ranges {
  const all = [...ranges, ...indexes.map((index) => [index, index + 1] as const)].sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [from, to] of all) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Returns whether the ranges contain an index. */
export function includesIndex(ranges: Ranges, index: number): boolean {
  let low = 0;
  for (let high = ranges.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]![1] <= index) low = middle + 1;
    else high = middle;
  }
  const found = ranges[low];
  return found !== undefined && found[0] <= index;
}
