/** The interface of CloudFront for readers of a run. */
import { serviceKey } from "../serviceRegistry";

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

/** An invalidation of cached answers. */
export interface InvalidationDescription {
  readonly id: string;
  readonly callerReference: string;
  readonly paths: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A cache behavior of a distribution. */
export interface BehaviorDescription {
  /** `*` for the default behavior. */
  readonly pathPattern: string;
  /** Id of an origin or of an origin group. */
  readonly originId: string;
  readonly methods: readonly string[];
  /** Seconds: minimum, default and maximum. A maximum of 0 turns the cache off. */
  readonly ttls: readonly [minimum: number, usual: number, maximum: number];
  readonly functions: readonly { readonly event: string; readonly functionArn: string }[];
}

/** A distribution with its behaviors and the state of its cache. */
export interface DistributionContents extends DistributionDescription {
  readonly enabled: boolean;
  readonly domainName: string;
  /** In the order of evaluation. */
  readonly behaviors: readonly BehaviorDescription[];
  readonly origins: readonly { readonly id: string; readonly domainName: string; readonly path: string }[];
  /** Stored answers, and bytes of their bodies. */
  readonly cached: { readonly answers: number; readonly bytes: number };
  /** From the newest to the oldest. */
  readonly invalidations: readonly InvalidationDescription[];
}

export interface Distributions {
  /** The distributions with what they cache. */
  readonly contents: readonly DistributionContents[];
  /**
   * Removes answers from the cache of a distribution.
   *
   * @throws ServiceError for an unknown distribution, wrong paths, or a reference that was used with other paths.
   */
  invalidate(distributionId: string, paths: readonly string[], callerReference: string): InvalidationDescription;
  /** In the order of their ports. */
  readonly descriptions: readonly DistributionDescription[];
  /** Returns the base URL of a distribution, without a trailing slash. @throws UserError if no port is free. */
  endpoint(distributionId: string): string | Promise<string>;
}

export const distributions = serviceKey<Distributions>("distributions");
