import { realTimer, type Timer } from "../kernel/bounds/realTimer";

/** Limits in milliseconds. */
export interface QuietLimits {
  /** Time without activity that counts as quiet. */
  readonly quietMillis: number;
  /** Time after which the work begins in any case. */
  readonly mostMillis: number;
}

/** Begins work once a run is quiet, because the work would take cores and memory from requests. */
export class Quiet {
  private last: number;
  private readonly until: number;

  constructor(
    private readonly limits: QuietLimits,
    private readonly timer: Timer = realTimer,
  ) {
    this.last = timer.now();
    this.until = this.last + limits.mostMillis;
  }

  /** Reports activity. */
  disturb(): void {
    this.last = this.timer.now();
  }

  /** Calls `act` once, when the run is quiet. */
  await(act: () => void): void {
    const now = this.timer.now();
    const begins = Math.min(this.last + this.limits.quietMillis, this.until);
    if (now >= begins) act();
    else this.timer.later(() => this.await(act), begins - now);
  }
}
