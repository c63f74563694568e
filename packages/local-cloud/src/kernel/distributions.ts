/** The interface of CloudFront for readers of a run. */
import { serviceKey } from "./serviceRegistry";

/** A running distribution. */
export interface DistributionDescription {
  readonly id: string;
  /** Logical name. */
  readonly label: string;
  /** `http://127.0.0.1:3200`. */
  readonly url: string;
  /** Domain name of the default behavior's origin; undefined if the origin has a path. */
  readonly originHost: string | undefined;
}

export interface Distributions {
  /** In the order of their ports. */
  readonly descriptions: readonly DistributionDescription[];
  /** Returns the base URL of a distribution, without a trailing slash. @throws UserError if no port is free. */
  endpoint(distributionId: string): string | Promise<string>;
}

export const distributions = serviceKey<Distributions>("distributions");
