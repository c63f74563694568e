import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";

/** Use of the cores by this process since its start. */
export interface CoreUse {
  readonly atMillis: number;
  /** CPU time of all threads. */
  readonly cpuMillis: number;
  /** Time in which the event loop of the main thread, which each request passes, had work. */
  readonly loopMillis: number;
}

/** Shares of a period above which another thread would only take the time of the others. */
const busy = { cores: 0.8, loop: 0.9 } as const;

export function readCoreUse(): CoreUse {
  const { user, system } = process.cpuUsage();
  return {
    atMillis: performance.now(),
    cpuMillis: (user + system) / 1_000,
    loopMillis: performance.eventLoopUtilization().active,
  };
}

/** Returns true if nearly all time of the cores, or of the main thread, was used between two readings. */
export function wereCoresBusy(from: CoreUse, to: CoreUse, cores = availableParallelism()): boolean {
  const millis = to.atMillis - from.atMillis;
  return (
    to.cpuMillis - from.cpuMillis > millis * cores * busy.cores || to.loopMillis - from.loopMillis > millis * busy.loop
  );
}
