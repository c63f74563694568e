import type { z } from "zod";
import type { Violation } from "./rules";
import type { settingsSchema } from "./schema";

type Parsed = z.infer<typeof settingsSchema>;
type Throttles = Pick<Parsed, "stageThrottle" | "usagePlans">;

/**
 * Seconds from the start of an environment to its first answer. Twice the time measured at 128 MB (docs/decisions.md).
 */
const coldStartSeconds = 2;

/** Concurrent calls of one function while its environments start. */
interface Demand {
  readonly calls: number;
  /** Calculation of `calls` for messages, such as `burst 20 + rate 10 x 2 s of a cold start`. */
  readonly sum: string;
}

/**
 * Returns the calls that the throttles allow to one function before its first environment is free: the burst, and the
 * rate during a cold start.
 *
 * A plan throttles each key and method separately. The stage throttles each method across all keys (API Gateway
 * Developer Guide, "Throttle requests to your REST APIs").
 */
function demandOf({ stageThrottle, usagePlans }: Throttles): Demand {
  const all = usagePlans.flatMap((plan) => plan.keys.map(() => plan));
  const burst = all.reduce((sum, plan) => sum + plan.burstLimit, 0);
  const rate = all.reduce((sum, plan) => sum + plan.rateLimit, 0);
  const plans = addUp(burst, rate, all.length === 1 ? `plan ${all[0]!.name}` : `${all.length} keys of usagePlans`);
  const stage = addUp(stageThrottle.burstLimit, stageThrottle.rateLimit, "stageThrottle");
  return stage.calls < plans.calls ? stage : plans;
}

function addUp(burst: number, rate: number, source: string): Demand {
  const calls = Math.ceil(burst + rate * coldStartSeconds);
  return { calls, sum: `burst ${burst} + rate ${rate} x ${coldStartSeconds} s of a cold start (${source})` };
}

/**
 * Requires a reservation that covers the calls that the throttles allow. Lambda would throttle further calls, and
 * clients would get a 500 instead of a 429.
 *
 * @param prefix prefix of the setting's key in messages.
 */
export function* checkCapacity(
  prefix: string,
  { reservedConcurrency }: Partial<Parsed>,
  throttles: Throttles,
): Generator<Violation> {
  const { calls, sum } = demandOf(throttles);
  if (reservedConcurrency === undefined || reservedConcurrency >= calls) return;
  const rule = `it must be at least ${calls}, the calls that run at once: ${sum}; raise it, or lower those limits`;
  yield { key: `${prefix}reservedConcurrency`, value: reservedConcurrency, rule };
}
