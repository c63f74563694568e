import type { Clock } from "../kernel/clock";
import { digest, type StackLocation } from "../kernel/identity";
import { ServiceError } from "../kernel/protocols/jsonService";

/** An invalidation. It takes effect at once. */
export interface Invalidation {
  readonly id: string;
  readonly callerReference: string;
  /** In the order of the request. */
  readonly paths: readonly string[];
  /** Epoch milliseconds of the run's clock. */
  readonly createdAt: number;
}

/** Paths in progress, and paths with a wildcard among them (CloudFront Developer Guide, "Quotas on invalidations"). */
const maxPaths = { all: 3_000, wildcards: 15 };

/** Characters of a path (CloudFront Developer Guide, "What you need to know when invalidating files"). */
const maxPathLength = 4_000;

/** Invalidations of a distribution that the run keeps for lists. */
const maxKept = 1_000;

/** The invalidations of one distribution. */
export class Invalidations {
  /** The newest one last. */
  private readonly kept: Invalidation[] = [];
  private count = 0;

  constructor(
    private readonly distributionId: string,
    private readonly run: { readonly clock: Pick<Clock, "now">; readonly location: StackLocation },
  ) {}

  /** From the newest to the oldest. */
  get all(): readonly Invalidation[] {
    return [...this.kept].reverse();
  }

  find(id: string): Invalidation | undefined {
    return this.kept.find((each) => each.id === id);
  }

  /**
   * Adds an invalidation. A repeated request returns the first one (CloudFront API reference, InvalidationBatch).
   *
   * @throws ServiceError for wrong paths, and for a reference that was used with other paths
   */
  add(
    paths: readonly string[],
    callerReference: string,
  ): { readonly invalidation: Invalidation; readonly isNew: boolean } {
    checkPaths(paths);
    const earlier = this.kept.find((each) => each.callerReference === callerReference);
    if (earlier !== undefined) {
      if (JSON.stringify(earlier.paths) === JSON.stringify(paths)) return { invalidation: earlier, isNew: false };
      const message = "An invalidation batch with this caller reference and other paths already exists.";
      throw new ServiceError("InvalidationBatchAlreadyExists", message, { statusCode: 409 });
    }
    const { clock, location } = this.run;
    this.count += 1;
    const number = BigInt(
      `0x${digest(location, "invalidation", this.distributionId, String(this.count)).slice(0, 20)}`,
    );
    const id = `I${number.toString(36).toUpperCase().padStart(13, "0").slice(-13)}`;
    const invalidation = { id, callerReference, paths, createdAt: clock.now() };
    this.kept.push(invalidation);
    if (this.kept.length > maxKept) this.kept.shift();
    return { invalidation, isNew: true };
  }
}

function checkPaths(paths: readonly string[]): void {
  if (paths.length === 0 || !paths.every(isPath)) {
    throw new ServiceError("InvalidArgument", "Your request contains one or more invalid invalidation paths.");
  }
  if (paths.length > maxPaths.all) {
    throw new ServiceError("BatchTooLarge", "Invalidation batch specified is too large.", { statusCode: 413 });
  }
  if (paths.filter(isWildcard).length > maxPaths.wildcards) {
    const message = "Your request exceeds the maximum number of allowed wildcard invalidations in progress.";
    throw new ServiceError("TooManyInvalidationsInProgress", message);
  }
}

/** Returns whether a path begins with a slash, contains only characters of a URL, and has a wildcard only at its end. */
function isPath(path: string): boolean {
  const isText = path.length <= maxPathLength && /^\/[\x21-\x7e]*$/.test(path) && !/["<>\\^`{|}]/.test(path);
  return isText && !path.slice(0, -1).includes("*");
}

function isWildcard(path: string): boolean {
  return path.endsWith("*");
}

/** Returns a test of whether paths invalidate what is cached for a path with its query string. */
export function invalidates(paths: readonly string[]): (target: string) => boolean {
  const exact = new Set(paths);
  const prefixes = paths.filter(isWildcard).map((path) => path.slice(0, -1));
  return (target) => exact.has(target) || prefixes.some((prefix) => target.startsWith(prefix));
}
