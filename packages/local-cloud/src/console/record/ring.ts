import type { Limits } from "../../kernel/bounds/boundedMap";

/** Stores the newest values, limited in number and bytes. */
export class Ring<T> {
  private values: T[] = [];
  /** Index of the oldest stored value. */
  private start = 0;
  private bytes = 0;
  /** Number of dropped values. */
  dropped = 0;

  constructor(
    private readonly limits: Limits,
    private readonly sizeOf: (value: T) => number,
  ) {}

  get length(): number {
    return this.values.length - this.start;
  }

  add(value: T): void {
    this.values.push(value);
    this.bytes += this.sizeOf(value);
    while (this.length > 1 && (this.length > this.limits.entries || this.bytes > this.limits.bytes)) {
      this.bytes -= this.sizeOf(this.values[this.start]!);
      this.start += 1;
      this.dropped += 1;
    }
    // Compact rarely: moving all values for each dropped one would take too long.
    if (this.start >= this.limits.entries || this.start > this.length) {
      this.values = this.values.slice(this.start);
      this.start = 0;
    }
  }

  /** All stored values, oldest first. */
  get all(): readonly T[] {
    return this.values.slice(this.start);
  }
}
