import type { Program } from "@onemachine/local-cloud";
import { policyResources, type PolicyPack, type Violation } from "../policyPack";
import { naming } from "./names";

/** A resource that breaks a policy, now or before. */
export interface PolicyChange {
  readonly kind: "new" | "still" | "mended";
  readonly policy: string;
  readonly level: Violation["level"];
  readonly resource: string;
  /** What is wrong, a clause. */
  readonly wrong: string;
  /** The same with reason and fix. */
  readonly message: string;
  /** Why it is accepted; undefined where it is not. */
  readonly accepted: string | undefined;
}

/** What the program breaks, and what it does not break any more: by the policies and suppressions of now, both sides. */
export function policyChanges(before: Program, after: Program, pack: PolicyPack): PolicyChange[] {
  const [old, now] = [broken(before, pack), broken(after, pack)];
  return [
    ...[...now].map(([key, violation]) => ({
      ...violation,
      kind: old.has(key) ? ("still" as const) : ("new" as const),
    })),
    ...[...old].filter(([key]) => !now.has(key)).map(([, violation]) => ({ ...violation, kind: "mended" as const })),
  ];
}

/** By what tells a violation from others, with logical names: physical ones change with what is replaced. */
function broken(
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
