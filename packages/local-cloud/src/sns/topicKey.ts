import { authorizeAccess } from "../kernel/policies/access";
import type { Principal } from "../kernel/identity";
import type { Authorizer } from "../kernel/interfaces/authorization";
import { ofType, type Declared } from "../kernel/resources";

/** The KMS key that encrypts a topic's messages. */
export interface TopicKey {
  readonly arn: string;
  /** Its key policy. */
  readonly policy: string;
}

/** Actions of a service that publishes to an encrypted topic (SNS Developer Guide, "Key management"). */
const actions = ["kms:GenerateDataKey", "kms:Decrypt"];

/** AWS managed key of SNS. Its policy allows no service and cannot be changed. */
const managedAlias = "alias/aws/sns";

/** Returns the key of a topic by id, ARN or alias; undefined if the topic has no key or the key is not declared. */
export function keyOf(topic: Declared, resources: readonly Declared[]): TopicKey | undefined {
  const named = topic.inputs["kmsMasterKeyId"];
  if (typeof named !== "string") return undefined;
  if (named.endsWith(managedAlias)) return { arn: named, policy: policyWithoutServices };
  const alias = ofType(resources, "aws:kms/alias:Alias").find(({ state }) =>
    [state["name"], state["arn"]].includes(named),
  );
  const target = alias?.inputs["targetKeyId"] ?? named;
  const key = ofType(resources, "aws:kms/key:Key").find(({ id, state }) => [id, state["arn"]].includes(target));
  if (key === undefined) return undefined;
  const policy = key.inputs["policy"];
  return { arn: String(key.state["arn"]), policy: typeof policy === "string" ? policy : policyWithoutServices };
}

/** Returns why a service may not use the key; undefined if it may. */
export function keyDenial(
  key: TopicKey,
  publisher: { readonly service: string; readonly sourceArn: string },
  iam: Pick<Authorizer, "resourceDenial">,
): string | undefined {
  const denials = actions.map((action) => iam.resourceDenial(key.policy, { ...publisher, action, resource: key.arn }));
  return denials.find((denial) => denial !== undefined);
}

/** Returns why a role may not use the key; undefined if it may. The managed key allows all principals that SNS serves. */
export function principalKeyDenial(key: TopicKey, principal: Principal, iam: Authorizer): string | undefined {
  if (key.arn.endsWith(managedAlias)) return undefined;
  const denials = actions.map(
    (action) => authorizeAccess(iam, principal, { action, resource: key.arn, policy: key.policy }).denial,
  );
  return denials.find((denial) => denial !== undefined);
}

/** Policy of a key without a declared one. Only IAM of the account applies to it, which does not include services. */
const policyWithoutServices = JSON.stringify({ Statement: [] });
