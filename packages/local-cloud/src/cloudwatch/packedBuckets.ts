/** Counts by value. */
export type Bucket = Map<number, number>;

/** Buckets of one time, by metric. */
export type OpenBuckets = Map<string, Bucket>;

/**
 * Compact form of buckets that receive no more values. Each version of a function has its own metrics with few values,
 * for which maps take seven times as much memory.
 */
export interface PackedBuckets {
  readonly metrics: readonly string[];
  /** For each metric: `[singles, repeats, ...singleValues, ...(value, count)*]`. */
  readonly numbers: readonly number[];
}

/** Accounted bytes without strings; measured with Node.js 22. */
const packedBytes = 150;
const numberBytes = 8;

/** Returns the accounted size in bytes. */
export function packedSize({ metrics, numbers }: PackedBuckets): number {
  return metrics.reduce((sum, name) => sum + 2 * name.length + numberBytes, packedBytes + numberBytes * numbers.length);
}

export function unpack(values: OpenBuckets | PackedBuckets | undefined): OpenBuckets {
  if (values instanceof Map) return values;
  const open: OpenBuckets = new Map();
  const { metrics = [], numbers = [] } = values ?? {};
  let index = 0;
  for (const metric of metrics) {
    const bucket: Bucket = new Map();
    const repeated = index + 2 + numbers[index]!;
    const end = repeated + 2 * numbers[index + 1]!;
    for (index += 2; index < repeated; index += 1) bucket.set(numbers[index]!, 1);
    for (; index < end; index += 2) bucket.set(numbers[index]!, numbers[index + 1]!);
    open.set(metric, bucket);
  }
  return open;
}

export function pack(open: OpenBuckets): PackedBuckets {
  // Use push: V8 stores pushed numbers unboxed, but those from `flat` as objects.
  const numbers: number[] = [];
  for (const bucket of open.values()) {
    const repeated = [...bucket].filter(([, count]) => count > 1);
    numbers.push(bucket.size - repeated.length, repeated.length);
    for (const [value, count] of bucket) if (count === 1) numbers.push(value);
    for (const [value, count] of repeated) numbers.push(value, count);
  }
  // Copy the list: an array grown by push keeps spare capacity.
  return { metrics: [...open.keys()], numbers: numbers.slice() };
}
