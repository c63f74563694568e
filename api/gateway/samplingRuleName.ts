import { createHash } from "node:crypto";

/** Maximum number of characters in the name of a sampling rule (X-Ray API reference, SamplingRule). */
const maxLength = 32;

/** Hexadecimal digits of the hash. Among a thousand stacks, a collision has a probability of about 1 in 8,000. */
const hashLength = 8;

/**
 * Returns the name of a stack's sampling rule, which must be unique in the account and region.
 *
 * The readable beginning may be cut. The hash distinguishes stacks with equal beginnings.
 */
export function samplingRuleName(name: string, project: string, stack: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([project, stack, name]))
    .digest("hex");
  return `${`${name}-${stack}`.slice(0, maxLength - hashLength - 1)}-${hash.slice(0, hashLength)}`;
}
