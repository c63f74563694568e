import type { Limits } from "../kernel/boundedMap";

/** The last values of many, within limits of number and bytes. */
export class Ring<T> {
  private values: T[] = [];
  /** Where the values that are kept begin. */
  private start = 0;
  private bytes = 0;
  /** How many values are no longer kept. */
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
    // Moving all values for each one that is dropped would take too long.
    if (this.start >= this.limits.entries || this.start > this.length) {
      this.values = this.values.slice(this.start);
      this.start = 0;
    }
  }

  /** Oldest first. */
  get all(): readonly T[] {
    return this.values.slice(this.start);
  }
}
