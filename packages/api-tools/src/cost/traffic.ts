/** Assumed traffic of a month. */
export interface Traffic {
  /** Monthly requests to all routes together. */
  readonly requests: number;
  /** Relative shares, keyed by route; absent for equal shares. */
  readonly mix?: Readonly<Record<string, number>>;
  /** Bytes of a stored item, keys included. */
  readonly itemBytes: number;
  /** Items that a Query, a Scan or a batch reads. */
  readonly pageItems: number;
  /** Billed milliseconds of a call. */
  readonly durationMillis: number;
  /** Gigabytes in all tables together. */
  readonly storedGb: number;
  /** Gigabytes in all buckets together. */
  readonly bucketGb: number;
  /** Bytes of an object that a route hands out. */
  readonly objectBytes: number;
  /** Bytes of a message or an event. */
  readonly eventBytes: number;
  /** Bytes that a call logs: START, END, REPORT and one line of the function. */
  readonly logBytes: number;
  /** Bytes of a response without its items. */
  readonly responseBytes: number;
  /** True to subtract the monthly free tier. The first year's free tier is never subtracted. */
  readonly freeTier: boolean;
}

export const defaultTraffic: Traffic = {
  requests: 1_000_000,
  itemBytes: 1024,
  pageItems: 50,
  durationMillis: 20,
  storedGb: 1,
  bucketGb: 1,
  objectBytes: 100_000,
  eventBytes: 1024,
  logBytes: 700,
  responseBytes: 500,
  freeTier: false,
};
