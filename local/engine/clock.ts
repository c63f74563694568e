/** Where the cloud reads the time: buckets, quotas. Tests bring their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

const systemClock: Clock = { now: () => Date.now() };

/** A clock that starts now and runs `scale` times as fast as `base`. */
export function scaledClock(scale: number, base: Clock = systemClock): Clock {
  const start = base.now();
  return { now: () => start + (base.now() - start) * scale };
}
