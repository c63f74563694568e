/** Limits how many environments start at the same time. More would slow each other until timeouts of the SDK expire. */
export class Starts {
  private running = 0;
  private readonly waiting: (() => boolean)[] = [];

  constructor(private readonly most: number) {}

  /** @param begin called when a start slot is free; returns false if the start is no longer wanted. */
  request(begin: () => boolean): void {
    this.waiting.push(begin);
    this.next();
  }

  /** Frees the slot of a start that has succeeded or failed. */
  done(): void {
    this.running -= 1;
    this.next();
  }

  private next(): void {
    while (this.running < this.most) {
      const begin = this.waiting.shift();
      if (begin === undefined) return;
      this.running += 1;
      if (!begin()) this.running -= 1;
    }
  }
}
