import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { suppressionOf } from "./check";
import { pulumiMessage, type Policy, type PolicyResource, type ResourcePolicy, type StackPolicy } from "./policy";
import type { Suppression } from "./suppressions";

/** Converts policies to the form that Pulumi runs. Suppressed violations are not reported. */
export function pulumiPolicies(policies: readonly Policy[], suppressions: readonly Suppression[]): Policies {
  return policies.map((policy) =>
    policy.scope === "resource" ? resourceValidation(policy, suppressions) : stackValidation(policy, suppressions),
  );
}

function describePolicy({ name, level, reason, fix }: Policy) {
  return { name, description: `${reason}.`, enforcementLevel: level, remediationSteps: `${fix}.` };
}

function resourceValidation(policy: ResourcePolicy, suppressions: readonly Suppression[]): ResourceValidationPolicy {
  return {
    ...describePolicy(policy),
    validateResource: ({ type, name, urn, props, opts }, reportViolation) => {
      const resource = { type, name, urn, props, protect: opts.protect, dependencies: [] };
      if (!policy.types.includes(type) || suppressionOf(policy, resource, suppressions) !== undefined) return;
      for (const wrong of policy.check(resource)) reportViolation(pulumiMessage(policy, wrong));
    },
  };
}

function stackValidation(policy: StackPolicy, suppressions: readonly Suppression[]): StackValidationPolicy {
  return {
    ...describePolicy(policy),
    validateStack: ({ resources }, reportViolation) => {
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
        for (const wrong of policy.check(resource, stack)) reportViolation(pulumiMessage(policy, wrong), resource.urn);
      }
    },
  };
}
