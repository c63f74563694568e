import type { Policy, PolicyResource } from "../../../policy/policy";
import { apiExamples } from "./api";
import { bucketExamples } from "./buckets";
import { dataExamples } from "./data";
import type { Example, ExamplesOf } from "./example";
import { functionExamples } from "./functions";
import { policyExamples } from "./policies";

export const examples: ExamplesOf = {
  ...apiExamples,
  ...functionExamples,
  ...policyExamples,
  ...dataExamples,
  ...bucketExamples,
};

/** Returns the resource of an example, and the resources that refer to it. */
export function resourcesOf(policy: Policy, example: Example, stack = "prod"): PolicyResource[] {
  const { props, type = policy.types[0]!, protect = false, referredBy = [] } = example;
  const urn = `urn:pulumi:${stack}::project::${type}::example`;
  return [
    { type, name: "example", urn, props, protect, dependencies: [] },
    ...referredBy.map((other, index) => ({
      ...other,
      name: `other-${index}`,
      urn: `urn:pulumi:${stack}::project::${other.type}::other-${index}`,
      protect: false,
      dependencies: [urn],
    })),
  ];
}
