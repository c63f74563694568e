import { accountId, declaredName, digest, partition } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

export const types: EmulatedTypes = {
  "aws:iam/role:Role": {
    reads: ["assumeRolePolicy", "inlinePolicies", "managedPolicyArns", "name", "namePrefix", "path"],
    ignores: ["description", "forceDetachPolicies", "maxSessionDuration"],
    provide: ({ type, name, inputs }, location) => {
      const role = declaredName({ type, name, inputs }, location);
      const path = (inputs["path"] as string | undefined) ?? "/";
      return {
        id: role,
        state: {
          name: role,
          arn: `arn:${partition}:iam::${accountId}:role${path}${role}`,
          uniqueId: `AROA${digest(location, type, name).slice(0, 17).toUpperCase()}`,
        },
      };
    },
  },
  "aws:iam/policy:Policy": {
    reads: ["name", "namePrefix", "path", "policy"],
    ignores: ["delayAfterPolicyCreationInMs", "description"],
    provide: ({ type, name, inputs }, location) => {
      const policy = declaredName({ type, name, inputs }, location);
      const path = (inputs["path"] as string | undefined) ?? "/";
      const arn = `arn:${partition}:iam::${accountId}:policy${path}${policy}`;
      return { id: arn, state: { name: policy, arn } };
    },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    reads: ["name", "namePrefix", "policy", "role"],
    ignores: [],
    provide: ({ type, name, inputs }, location) => {
      const policy = declaredName({ type, name, inputs }, location);
      return { id: `${String(inputs["role"])}:${policy}`, state: { name: policy } };
    },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    reads: ["policyArn", "role"],
    ignores: [],
    provide: ({ inputs }) => ({
      id: `${String(inputs["role"])}-${String(inputs["policyArn"])}`,
      state: {},
    }),
  },
};
