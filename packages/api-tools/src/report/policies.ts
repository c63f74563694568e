import type { Program } from "@onemachine/local-cloud";
import { policyResources, type PolicyPack, type Violation } from "../policyPack";
import { naming } from "./names";

/** A violation of a policy, with its state before and now. */
export interface PolicyChange {
  readonly kind: "new" | "still" | "mended";
  readonly policy: string;
  readonly level: Violation["level"];
  readonly resource: string;
  /** The fault, as a clause. */
  readonly wrong: string;
  /** Full sentence with reason and fix. */
  readonly message: string;
  /** Reason of the suppression; undefined if the violation is not suppressed. */
  readonly accepted: string | undefined;
}

/** Compares the violations of both sides. Applies the current policies and suppressions to both. */
export function comparePolicies(before: Program, after: Program, pack: PolicyPack): PolicyChange[] {
  const [old, now] = [findViolations(before, pack), findViolations(after, pack)];
  return [
    ...[...now].map(([key, violation]) => ({
      ...violation,
      kind: old.has(key) ? ("still" as const) : ("new" as const),
    })),
    ...[...old].filter(([key]) => !now.has(key)).map(([, violation]) => ({ ...violation, kind: "mended" as const })),
  ];
}

/** Keys violations by policy, resource and text. Logical names keep the keys stable when physical names change. */
function findViolations(
  program: Program,
  { policies, suppressions, violationsOf }: PolicyPack,
): Map<string, Omit<PolicyChange, "kind">> {
  const named = naming(program);
  return new Map(
    violationsOf(policyResources(program), policies, suppressions).map(
      ({ policy, level, type, name, wrong, message, suppression }) => [
        JSON.stringify([policy, type, name, named(wrong)]),
        {
          policy,
          level,
          resource: name,
          wrong: named(wrong),
          message: named(message),
          accepted: suppression?.reason,
        },
      ],
    ),
  );
}
