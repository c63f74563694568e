import { setTimeout } from "node:timers/promises";
import type { Cloud } from "@onemachine/local-cloud/testing";

/**
 * Advances the clock of a cloud in steps until a condition holds. Functions run in threads of their own, so each step
 * gives them real time.
 *
 * @param step duration of a step on the cloud's clock.
 * @throws Error if the condition does not hold within 20 s.
 */
export async function advanceUntil(
  cloud: Pick<Cloud, "clock">,
  holds: () => boolean | Promise<boolean>,
  step: string | number = "250ms",
): Promise<void> {
  for (const until = Date.now() + 20_000; !(await holds());) {
    if (Date.now() > until) throw new Error("the condition does not hold within 20 seconds");
    await cloud.clock.advance(step);
    await setTimeout(5);
  }
}
