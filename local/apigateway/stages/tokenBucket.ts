import type { Clock } from "../../engine/clock";
import type { Throttle } from "../declared/model";

/** Holds `burstLimit` tokens, refilled at `rateLimit` per second, one per request; starts full. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly throttle: Throttle,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.tokens = throttle.burstLimit;
    this.filledAt = clock.now();
  }

  take(): boolean {
    const now = this.clock.now();
    const refill = ((now - this.filledAt) / 1000) * this.throttle.rateLimit;
    this.tokens = Math.min(this.throttle.burstLimit, this.tokens + refill);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
