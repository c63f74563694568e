import type { Clock } from "../../kernel/clock";
import type { Throttle } from "../declared/model";

/**
 * Token bucket of `burstLimit` tokens, refilled at `rateLimit` per second. It starts full; each request takes one
 * token.
 */
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

  get size(): number {
    return this.throttle.burstLimit;
  }

  /** Whole tokens that are available now. */
  get left(): number {
    this.refill();
    return Math.floor(this.tokens);
  }

  take(): boolean {
    this.refill();
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  private refill(): void {
    const now = this.clock.now();
    const refill = ((now - this.filledAt) / 1000) * this.throttle.rateLimit;
    this.tokens = Math.min(this.throttle.burstLimit, this.tokens + refill);
    this.filledAt = now;
  }
}
