/** Where the cloud reads the time: buckets, quotas. Tests bring their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
