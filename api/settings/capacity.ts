import type { z } from "zod";
import type { Violation } from "./rules";
import type { settingsSchema } from "./schema";

type Parsed = z.infer<typeof settingsSchema>;
type Throttles = Pick<Parsed, "stageThrottle" | "usagePlans">;

/** Seconds until an environment has started and answered: twice what Node.js takes at 128 MB (docs/decisions.md). */
const coldStartSeconds = 2;

/** Calls of one route that run at once while environments start, and the sentence that adds them up. */
interface Demand {
  readonly calls: number;
  readonly sum: string;
}

/**
 * Calls that throttles let through to one function before its first environment is free: the burst at once, and what
 * the rate adds during a cold start. Every key of a plan has a bucket of its own for each method; the stage has one for
 * each method, whoever calls (API Gateway Developer Guide, "Throttle requests to your REST APIs").
 */
function demandOf({ stageThrottle, usagePlans }: Throttles): Demand {
  const all = usagePlans.flatMap((plan) => plan.keys.map(() => plan));
  const burst = all.reduce((sum, plan) => sum + plan.burstLimit, 0);
  const rate = all.reduce((sum, plan) => sum + plan.rateLimit, 0);
  const plans = demand(burst, rate, all.length === 1 ? `plan ${all[0]!.name}` : `${all.length} keys of usagePlans`);
  const stage = demand(stageThrottle.burstLimit, stageThrottle.rateLimit, "stageThrottle");
  return stage.calls < plans.calls ? stage : plans;
}

function demand(burst: number, rate: number, who: string): Demand {
  const calls = Math.ceil(burst + rate * coldStartSeconds);
  return { calls, sum: `burst ${burst} + rate ${rate} x ${coldStartSeconds} s of a cold start (${who})` };
}

/**
 * Whether a function may run as many calls as the throttles let through. Lambda refuses the others, and clients get a 500
 * where they should get a 429.
 *
 * @param prefix of the setting's key.
 */
export function* capacityChecks(
  prefix: string,
  { reservedConcurrency }: Partial<Parsed>,
  throttles: Throttles,
): Generator<Violation> {
  const { calls, sum } = demandOf(throttles);
  if (reservedConcurrency === undefined || reservedConcurrency >= calls) return;
  const rule = `it must be at least ${calls}, the calls that run at once: ${sum}; raise it, or lower those limits`;
  yield { key: `${prefix}reservedConcurrency`, value: reservedConcurrency, rule };
}
