/** Messages from the console's server to its page about distributions. */
import type { DistributionContents } from "../kernel/interfaces/distributions";

/** A distribution in the list. */
export interface DistributionLine extends DistributionContents {
  /** Stored requests, and those of them that the cache answered. */
  readonly requests: number;
  readonly hits: number;
}

/** A request that a distribution has answered. */
export interface EdgeLine {
  /** Epoch milliseconds of the run's clock. */
  readonly at: number;
  readonly method: string;
  /** With the query string; possibly truncated. */
  readonly path: string;
  readonly pathPattern: string;
  readonly status: number;
  readonly millis: number;
  /** Such as `Hit` or `Miss`. */
  readonly result: string;
  /** Event types whose functions ran. */
  readonly functions: readonly string[];
  readonly reason: string | undefined;
  /** Id of the stored request of the stage, if any. */
  readonly request: number | undefined;
}
