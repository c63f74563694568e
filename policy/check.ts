import { fullMessage, type Level, type Policy, type PolicyResource } from "./policy";
import type { Suppression } from "./suppressions";

/** A resource that violates a policy. */
export interface Violation {
  readonly policy: string;
  readonly level: Level;
  readonly type: string;
  readonly name: string;
  /** The defect, as a clause. */
  readonly wrong: string;
  /** The defect with reason and fix. */
  readonly message: string;
  /** The suppression that accepts the violation. */
  readonly suppression?: Suppression;
}

/** Returns the violations in a stack, including accepted ones. */
export function violationsOf(
  resources: readonly PolicyResource[],
  policies: readonly Policy[],
  suppressions: readonly Suppression[],
): Violation[] {
  return policies.flatMap((policy) =>
    resources
      .filter(({ type }) => policy.types.includes(type))
      .flatMap((resource) =>
        policy.check(resource, resources).map((wrong) => {
          const suppression = suppressionOf(policy, resource, suppressions);
          return {
            policy: policy.name,
            level: policy.level,
            type: resource.type,
            name: resource.name,
            wrong,
            message: fullMessage(policy, wrong),
            ...(suppression === undefined ? {} : { suppression }),
          };
        }),
      ),
  );
}

/** Returns the first suppression that accepts violations of a policy by a resource. */
export function suppressionOf(
  { name }: Policy,
  resource: Pick<PolicyResource, "name" | "urn">,
  suppressions: readonly Suppression[],
): Suppression | undefined {
  return suppressions.find(
    ({ policy, stacks, resources }) =>
      policy === name && (stacks?.test(stackOf(resource.urn)) ?? true) && (resources?.test(resource.name) ?? true),
  );
}

/**
 * Returns the suppressions that accept no violation: they are outdated or wrong.
 *
 * @param applied policies with a resource to check. A suppression of another policy stays for later resources. All by
 *   default.
 */
export function findUnused(
  suppressions: readonly Suppression[],
  violations: readonly Violation[],
  applied?: readonly Pick<Policy, "name">[],
): Suppression[] {
  const used = new Set(violations.map(({ suppression }) => suppression));
  const names = applied?.map(({ name }) => name);
  return suppressions.filter(
    (suppression) => !used.has(suppression) && (names === undefined || names.includes(suppression.policy)),
  );
}

/** @param urn `urn:pulumi:<stack>::<project>::<type>::<name>`. */
function stackOf(urn: string): string {
  return urn.split("::")[0]!.replace("urn:pulumi:", "");
}
