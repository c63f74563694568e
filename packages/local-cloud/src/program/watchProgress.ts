import { UserError } from "../kernel/errors";
import type { Recorder } from "./engine/recorder";

/** Number of checks within `stuckMillis`. */
const checksPerPeriod = 10;

/** Factor on `stuckMillis` for a program that is still running: it may wait for a build or a download. */
const patienceFactor = 4;

export interface Progress {
  readonly recorder: Pick<Recorder, "resources" | "waiting">;
  /** Names of pending outputs. */
  readonly unsettled: ReadonlySet<string>;
  /** Milliseconds without a registration after which a program counts as stuck. */
  readonly stuckMillis: number;
  readonly raise: (error: UserError) => void;
}

/** Fails a load that no longer makes progress. @returns a function that stops watching. */
export function watchProgress({ recorder, unsettled, stuckMillis, raise }: Progress): () => void {
  let seen = -1;
  let since = performance.now();
  const timer = setInterval(() => {
    const registered = recorder.resources.length;
    if (registered !== seen) since = performance.now();
    seen = registered;
    const idleMillis = performance.now() - since;
    if (idleMillis < stuckMillis) return;
    const { waiting } = recorder;
    const seconds = `${Math.round(stuckMillis / 1000)} s`;
    if (waiting.length > 0) {
      raise(new UserError(`these resources wait for each other and are never registered: ${waiting.join(", ")}`));
    } else if (unsettled.size > 0) {
      const names = [...unsettled].join(", ");
      raise(new UserError(`these outputs are still pending after ${seconds} without a registration: ${names}`));
    } else if (idleMillis >= patienceFactor * stuckMillis) {
      raise(new UserError("the program does not end: it awaits a promise that never settles"));
    }
  }, stuckMillis / checksPerPeriod);
  return () => clearInterval(timer);
}
