import { message, type Level, type Policy, type PolicyResource } from "./policy";
import type { Suppression } from "./suppressions";

/** A resource that breaks a policy. */
export interface Violation {
  readonly policy: string;
  readonly level: Level;
  readonly type: string;
  readonly name: string;
  /** What is wrong, a clause. */
  readonly wrong: string;
  /** The same as a sentence, with reason and fix. */
  readonly message: string;
  /** Where it is written down as accepted. */
  readonly suppression?: Suppression;
}

/** What the resources of a stack break, the accepted included. */
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
            message: message(policy, wrong),
            ...(suppression === undefined ? {} : { suppression }),
          };
        }),
      ),
  );
}

/** The suppression that accepts a violation, if one does. */
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

/** Those that accept none of the violations: leftovers, or written wrongly. */
export function unused(suppressions: readonly Suppression[], violations: readonly Violation[]): Suppression[] {
  const used = new Set(violations.map(({ suppression }) => suppression));
  return suppressions.filter((suppression) => !used.has(suppression));
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`. */
function stackOf(urn: string): string {
  return urn.split("::")[0]!.replace("urn:pulumi:", "");
}
