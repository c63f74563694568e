import { accountId, declaredName, digest, partition } from "../kernel/identity";
import type { Providers } from "../kernel/resources";

export const types: Providers = {
  "aws:iam/role:Role": ({ type, name, inputs }, place) => {
    const role = declaredName({ type, name, inputs }, place);
    const path = (inputs["path"] as string | undefined) ?? "/";
    return {
      id: role,
      state: {
        name: role,
        arn: `arn:${partition}:iam::${accountId}:role${path}${role}`,
        uniqueId: `AROA${digest(place, type, name).slice(0, 17).toUpperCase()}`,
      },
    };
  },
  "aws:iam/policy:Policy": ({ type, name, inputs }, place) => {
    const policy = declaredName({ type, name, inputs }, place);
    const arn = `arn:${partition}:iam::${accountId}:policy/${policy}`;
    return { id: arn, state: { name: policy, arn } };
  },
  "aws:iam/rolePolicy:RolePolicy": ({ type, name, inputs }, place) => {
    const policy = declaredName({ type, name, inputs }, place);
    return { id: `${String(inputs["role"])}:${policy}`, state: { name: policy } };
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ inputs }) => ({
    id: `${String(inputs["role"])}-${String(inputs["policyArn"])}`,
    state: {},
  }),
};
