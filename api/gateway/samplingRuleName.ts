import { createHash } from "node:crypto";

/** Characters that X-Ray allows in the name of a sampling rule (X-Ray API reference, SamplingRule). */
const maxLength = 32;

/** Hexadecimal digits of the hash. Among a thousand stacks, two have the same digits with a probability of 1 in 8,000. */
const hashLength = 8;

/**
 * Returns the name of a stack's sampling rule, which must be unique in the account and region.
 *
 * The beginning is for readers and may be cut. The hash keeps stacks apart whose beginnings are equal.
 */
export function samplingRuleName(name: string, project: string, stack: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([project, stack, name]))
    .digest("hex");
  return `${`${name}-${stack}`.slice(0, maxLength - hashLength - 1)}-${hash.slice(0, hashLength)}`;
}
