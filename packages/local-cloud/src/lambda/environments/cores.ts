/** Milliseconds in which threads had work, since their start. Threads that wait for a core have work too. */
export interface CoreUse {
  readonly atMillis: number;
  /** Of the main thread, which each request passes. */
  readonly mainMillis: number;
  /** Of the environments that a call can wait for. */
  readonly environmentMillis: number;
}

/** Share of the time above which another thread would mostly take the time of the others, or of a client beside them. */
const busyShare = 0.75;

/** Returns true if the main thread, or the threads together, had work for nearly all time of the cores. */
export function wereCoresBusy(from: CoreUse, to: CoreUse, cores: number): boolean {
  const busyMillis = (to.atMillis - from.atMillis) * busyShare;
  const main = to.mainMillis - from.mainMillis;
  return main > busyMillis || main + to.environmentMillis - from.environmentMillis > busyMillis * cores;
}
