import { UserError } from "../kernel/errors";
import type { Recorder } from "./recorder";

/** How often it looks, as a share of the time after which a program is stuck. */
const looks = 10;

/** So much longer may a program take that still runs: it may await a build or a download of its own. */
const patience = 4;

export interface Progress {
  readonly recorder: Pick<Recorder, "resources" | "waiting">;
  /** Names of outputs that are not settled yet. */
  readonly unsettled: ReadonlySet<string>;
  /** Milliseconds without any registration after which a program is stuck. */
  readonly stuckMillis: number;
  readonly raise: (error: UserError) => void;
}

/** Ends a load that makes no progress any more. @returns how to stop watching */
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
      raise(new UserError(`these outputs are not settled after ${seconds} in which nothing was registered: ${names}`));
    } else if (idleMillis >= patience * stuckMillis) {
      raise(new UserError("the program does not end: it awaits a promise that is not settled"));
    }
  }, stuckMillis / looks);
  return () => clearInterval(timer);
}
