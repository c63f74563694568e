/** Maximum number of entries in a chunk. */
const chunkSize = 256;

interface Chunk<V> {
  readonly keys: string[];
  readonly values: V[];
}

/** Start or end of an iteration: before a key, or after all keys with that prefix. */
export interface Bound {
  readonly key: string;
  readonly after: boolean;
}

/** A map sorted by code units of its keys: chunks of sorted arrays with binary search. */
export class OrderedMap<V> {
  private chunks: Chunk<V>[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(key: string): V | undefined {
    const chunk = this.chunks[this.chunkOf(key)];
    if (chunk === undefined) return undefined;
    const index = lowerBound(chunk.keys, key);
    return chunk.keys[index] === key ? chunk.values[index] : undefined;
  }

  set(key: string, value: V): void {
    if (this.chunks.length === 0) this.chunks.push({ keys: [], values: [] });
    const at = this.chunkOf(key);
    const chunk = this.chunks[at]!;
    const index = lowerBound(chunk.keys, key);
    if (chunk.keys[index] === key) {
      chunk.values[index] = value;
      return;
    }
    chunk.keys.splice(index, 0, key);
    chunk.values.splice(index, 0, value);
    this.count++;
    if (chunk.keys.length > chunkSize) this.split(at, chunk);
  }

  private split(at: number, { keys, values }: Chunk<V>): void {
    // Splits the last chunk near its end, so that ascending insertion, the usual case, fills chunks.
    const middle = at === this.chunks.length - 1 ? Math.floor(chunkSize * 0.9) : chunkSize / 2;
    this.chunks.splice(at + 1, 0, { keys: keys.splice(middle), values: values.splice(middle) });
  }

  delete(key: string): boolean {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at];
    if (chunk === undefined) return false;
    const index = lowerBound(chunk.keys, key);
    if (chunk.keys[index] !== key) return false;
    chunk.keys.splice(index, 1);
    chunk.values.splice(index, 1);
    this.count--;
    if (chunk.keys.length === 0) this.chunks.splice(at, 1);
    return true;
  }

  /** Iterates in ascending order. The map must not change during the iteration. */
  *ascending(from: Bound | undefined, to: Bound | undefined): Generator<[string, V]> {
    let at = from === undefined ? 0 : this.chunkOf(from.key);
    let index = from === undefined || this.chunks.length === 0 ? 0 : boundIndex(this.chunks[at]!.keys, from);
    for (; at < this.chunks.length; at++, index = 0) {
      const { keys, values } = this.chunks[at]!;
      for (; index < keys.length; index++) {
        const key = keys[index]!;
        if (from !== undefined && isBefore(key, from)) continue;
        if (to !== undefined && !isBefore(key, to)) return;
        yield [key, values[index]!];
      }
    }
  }

  /** Iterates in descending order, from the end bound to the start bound. */
  *descending(from: Bound | undefined, to: Bound | undefined): Generator<[string, V]> {
    if (this.chunks.length === 0) return;
    let at = this.lastChunkBefore(to);
    for (; at >= 0; at--) {
      const { keys, values } = this.chunks[at]!;
      let index = to === undefined ? keys.length - 1 : boundIndex(keys, to) - 1;
      for (; index >= 0; index--) {
        const key = keys[index]!;
        if (from !== undefined && isBefore(key, from)) return;
        yield [key, values[index]!];
      }
    }
  }

  values(): Generator<V> {
    return valuesOf(this.ascending(undefined, undefined));
  }

  private lastChunkBefore(to: Bound | undefined): number {
    let at = this.chunks.length - 1;
    if (to === undefined) return at;
    let low = 0;
    while (low < at) {
      const middle = (low + at + 1) >> 1;
      if (isBefore(this.chunks[middle]!.keys[0]!, to)) low = middle;
      else at = middle - 1;
    }
    return low;
  }

  /** Returns the index of the chunk that contains a key or would contain it. */
  private chunkOf(key: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.chunks[middle]!.keys[0]! <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function* valuesOf<V>(entries: Generator<[string, V]>): Generator<V> {
  for (const [, value] of entries) yield value;
}

/** True if a key lies before a bound. */
function isBefore(key: string, { key: limit, after }: Bound): boolean {
  return key < limit || (after && key.startsWith(limit));
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the index of the first key at or after a bound. */
function boundIndex(keys: readonly string[], bound: Bound): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(keys[middle]!, bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
