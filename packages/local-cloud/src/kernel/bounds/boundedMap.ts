export interface Limits {
  readonly entries: number;
  /** Total of `sizeOf` over all values. */
  readonly bytes: number;
}

/** A map that drops its oldest entries above its limits, but never the newest one. */
export class BoundedMap<K, V> {
  private readonly entries = new Map<K, { readonly value: V; bytes: number }>();
  private bytes = 0;

  constructor(
    private readonly limits: Limits,
    private readonly sizeOf: (value: V) => number,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Oldest first. */
  get values(): V[] {
    return [...this.entries.values()].map(({ value }) => value);
  }

  get(key: K): V | undefined {
    return this.entries.get(key)?.value;
  }

  /** Makes the entry the newest one. */
  set(key: K, value: V): void {
    this.delete(key);
    const bytes = this.sizeOf(value);
    this.entries.set(key, { value, bytes });
    this.bytes += bytes;
    this.drop();
  }

  /** Recomputes the size of an entry after its value has changed. */
  resize(key: K): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.bytes -= entry.bytes;
    entry.bytes = this.sizeOf(entry.value);
    this.bytes += entry.bytes;
    this.drop();
  }

  delete(key: K): void {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }

  private drop(): void {
    for (const key of this.entries.keys()) {
      const fits = this.entries.size <= this.limits.entries && this.bytes <= this.limits.bytes;
      if (fits || this.entries.size === 1) return;
      this.delete(key);
    }
  }
}
