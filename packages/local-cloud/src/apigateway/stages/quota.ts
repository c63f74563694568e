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

  /** How many requests the period still has. */
  get left(): number {
    this.turn();
    return Math.max(0, this.quota.limit - this.used);
  }

  take(): boolean {
    this.turn();
    if (this.used >= this.quota.limit) return false;
    this.used += 1;
    return true;
  }

  /** Begins a period anew. */
  private turn(): void {
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

/** First day of the period as text; a week begins on Sunday (I: AWS does not say). */
function periodOf(period: Quota["period"], epochMillis: number): string {
  const day = new Date(epochMillis);
  if (period === "WEEK") day.setUTCDate(day.getUTCDate() - day.getUTCDay());
  return day.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
