import { setTimeout } from "node:timers/promises";
import type { Cloud } from "@onemachine/local-cloud/testing";

/** Longest wait for the calls of a step, in real milliseconds. A call may itself wait for the clock. */
const maxCallMillis = 500;

/**
 * Advances the clock and waits for the calls of functions that this causes. Otherwise the clock would run ahead of
 * functions, which start in real time, and retries and schedules would start many more of them.
 */
export async function advanceAndWait(cloud: Pick<Cloud, "clock" | "idle">, step: string | number): Promise<void> {
  await cloud.clock.advance(step);
  await setTimeout(5);
  await Promise.race([cloud.idle(), setTimeout(maxCallMillis, undefined, { ref: false })]);
}

/**
 * Advances the clock of a cloud in steps until a condition holds.
 *
 * @param step duration of a step on the cloud's clock.
 * @throws Error if the condition does not hold within 20 s.
 */
export async function advanceUntil(
  cloud: Pick<Cloud, "clock" | "idle">,
  holds: () => boolean | Promise<boolean>,
  step: string | number = "250ms",
): Promise<void> {
  for (const until = Date.now() + 20_000; !(await holds());) {
    if (Date.now() > until) throw new Error("the condition does not hold within 20 seconds");
    await advanceAndWait(cloud, step);
  }
}
