/** The last values of many. */
export class Ring<T> {
  private values: T[] = [];

  constructor(private readonly most: number) {}

  add(value: T): void {
    this.values.push(value);
    // Twice as many at most: cutting at each value would move all of them each time.
    if (this.values.length >= 2 * this.most) this.values = this.values.slice(-this.most);
  }

  /** Oldest first. */
  get all(): readonly T[] {
    return this.values.slice(-this.most);
  }
}
