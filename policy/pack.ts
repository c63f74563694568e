import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { suppressionOf } from "./check";
import { report, type Policy, type PolicyResource, type ResourcePolicy, type StackPolicy } from "./policy";
import type { Suppression } from "./suppressions";

/** The policies as Pulumi runs them; what a suppression accepts is not reported. */
export function pulumiPolicies(policies: readonly Policy[], suppressions: readonly Suppression[]): Policies {
  return policies.map((policy) =>
    policy.scope === "resource" ? resourceValidation(policy, suppressions) : stackValidation(policy, suppressions),
  );
}

function described({ name, level, reason, fix }: Policy) {
  return { name, description: `${reason}.`, enforcementLevel: level, remediationSteps: `${fix}.` };
}

function resourceValidation(policy: ResourcePolicy, suppressions: readonly Suppression[]): ResourceValidationPolicy {
  return {
    ...described(policy),
    validateResource: ({ type, name, urn, props, opts }, tell) => {
      const resource = { type, name, urn, props, protect: opts.protect, dependencies: [] };
      if (!policy.types.includes(type) || suppressionOf(policy, resource, suppressions) !== undefined) return;
      for (const wrong of policy.check(resource)) tell(report(policy, wrong));
    },
  };
}

function stackValidation(policy: StackPolicy, suppressions: readonly Suppression[]): StackValidationPolicy {
  return {
    ...described(policy),
    validateStack: ({ resources }, tell) => {
      const stack = resources.map(({ type, name, urn, props, opts, dependencies }): PolicyResource => ({
        type,
        name,
        urn,
        props,
        protect: opts.protect,
        dependencies: dependencies.map((each) => each.urn),
      }));
      for (const resource of stack.filter(({ type }) => policy.types.includes(type))) {
        if (suppressionOf(policy, resource, suppressions) !== undefined) continue;
        for (const wrong of policy.check(resource, stack)) tell(report(policy, wrong), resource.urn);
      }
    },
  };
}
