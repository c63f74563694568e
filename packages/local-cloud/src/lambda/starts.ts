/** So many environments start at a time: more would only wait for each other, and for the SDK's own time limits. */
export class Starts {
  private running = 0;
  private readonly waiting: (() => boolean)[] = [];

  constructor(private readonly most: number) {}

  /** @param begin called once there is room; false when nothing is to be started any more. */
  request(begin: () => boolean): void {
    this.waiting.push(begin);
    this.next();
  }

  /** What began has started, or failed to. */
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
