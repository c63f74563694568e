/** What is assumed of a month's traffic. */
export interface Traffic {
  /** Requests a month, all routes together. */
  readonly requests: number;
  /** Shares by route, in any unit; without it each route gets the same. */
  readonly mix?: Readonly<Record<string, number>>;
  /** Bytes of one item as stored, keys included. */
  readonly itemBytes: number;
  /** Items that a Query, a Scan or a batch reads. */
  readonly pageItems: number;
  /** Milliseconds that a call is billed. */
  readonly durationMillis: number;
  /** Gigabytes in all tables together. */
  readonly storedGb: number;
  /** Bytes that a call writes to its log: START, END, REPORT and one line of its own. */
  readonly logBytes: number;
  /** Bytes of an answer beside its items. */
  readonly responseBytes: number;
  /** Whether what AWS gives every account for nothing, in its first year and later, is taken off. */
  readonly freeTier: boolean;
}

export const defaultTraffic: Traffic = {
  requests: 1_000_000,
  itemBytes: 1024,
  pageItems: 50,
  durationMillis: 20,
  storedGb: 1,
  logBytes: 700,
  responseBytes: 500,
  freeTier: false,
};
