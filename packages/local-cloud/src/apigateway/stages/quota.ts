import type { Clock } from "../../kernel/clock";
import type { UsagePlan } from "../declared/model";

type Quota = NonNullable<UsagePlan["quota"]>;

/** Counts the accepted requests of one key in one plan, by UTC calendar period. */
export class QuotaCounter {
  /** Epoch milliseconds at which the current period ends. */
  private end: number;
  private used: number;

  constructor(
    private readonly quota: Quota,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.end = nextPeriod(quota.period, clock.now());
    // The offset is subtracted in the first period only.
    this.used = quota.offset;
  }

  /** Requests left in the current period. */
  get left(): number {
    this.startPeriod();
    return Math.max(0, this.quota.limit - this.used);
  }

  take(): boolean {
    this.startPeriod();
    if (this.used >= this.quota.limit) return false;
    this.used += 1;
    return true;
  }

  /** Resets the counter if a new period has begun. */
  private startPeriod(): void {
    const now = this.clock.now();
    if (now < this.end) return;
    this.end = nextPeriod(this.quota.period, now);
    this.used = 0;
  }
}

/**
 * Returns the epoch milliseconds at which the next period begins. A week begins on Sunday: an assumption, AWS documents no
 * day.
 */
export function nextPeriod(period: Quota["period"], epochMillis: number): number {
  const day = new Date(epochMillis);
  day.setUTCHours(0, 0, 0, 0);
  if (period === "MONTH") return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
  return day.getTime() + (period === "WEEK" ? 7 - day.getUTCDay() : 1) * 86_400_000;
}
