/** Base of sequence numbers, which have 20 digits. */
const base = 18_850_000_000_000_000_000n;

/** The sequence numbers of a FIFO queue. They ascend, also over runs, because they contain the time. */
export class Sequence {
  private last = 0n;

  /** @param now epoch milliseconds */
  next(now: number): string {
    const following = this.last + 256n;
    const byTime = base + BigInt(Math.floor(now)) * 1000n;
    this.last = following > byTime ? following : byTime;
    return String(this.last);
  }

  /** Continues after the last number of an earlier run. */
  restore(used: string): void {
    if (BigInt(used) > this.last) this.last = BigInt(used);
  }
}
