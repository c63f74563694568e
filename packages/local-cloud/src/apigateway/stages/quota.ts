import type { Clock } from "../../kernel/clock";
import type { UsagePlan } from "../declared/model";

type Quota = NonNullable<UsagePlan["quota"]>;

/** Counts the accepted requests of one key in one plan, by UTC calendar period. */
export class QuotaCounter {
  private period = "";
  private used = 0;

  constructor(
    private readonly quota: Quota,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.period = periodOf(quota.period, clock.now());
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
    const current = periodOf(this.quota.period, this.clock.now());
    if (current === this.period) return;
    this.period = current;
    this.used = 0;
  }
}

/** Epoch milliseconds at which the next period begins. */
export function nextPeriod(period: Quota["period"], epochMillis: number): number {
  const day = new Date(epochMillis);
  day.setUTCHours(0, 0, 0, 0);
  if (period === "MONTH") return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
  return day.getTime() + (period === "WEEK" ? 7 - day.getUTCDay() : 1) * 86_400_000;
}

/**
 * Returns the first day of the period, or its month, as text. A week begins on Sunday: an assumption, AWS documents no
 * day.
 */
function periodOf(period: Quota["period"], epochMillis: number): string {
  const day = new Date(epochMillis);
  if (period === "WEEK") day.setUTCDate(day.getUTCDate() - day.getUTCDay());
  return day.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
