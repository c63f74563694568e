import type { Authorizer } from "../kernel/interfaces";
import { ofType, type Declared } from "../kernel/resources";

/** The KMS key that a topic's messages are encrypted with. */
export interface TopicKey {
  readonly arn: string;
  /** Its key policy. */
  readonly policy: string;
}

/** What a service that publishes to an encrypted topic does with its key (SNS Developer Guide, "Key management"). */
const actions = ["kms:GenerateDataKey", "kms:Decrypt"];

/** AWS's own key for SNS, whose policy lets no service use it and cannot be changed. */
const managedAlias = "alias/aws/sns";

/** The key that a topic names by id, ARN or alias; undefined without one, and for a key that the program declares not. */
export function keyOf(topic: Declared, resources: readonly Declared[]): TopicKey | undefined {
  const named = topic.inputs["kmsMasterKeyId"];
  if (typeof named !== "string") return undefined;
  if (named.endsWith(managedAlias)) return { arn: named, policy: forNoService };
  const alias = ofType(resources, "aws:kms/alias:Alias").find(({ state }) =>
    [state["name"], state["arn"]].includes(named),
  );
  const target = alias?.inputs["targetKeyId"] ?? named;
  const key = ofType(resources, "aws:kms/key:Key").find(({ id, state }) => [id, state["arn"]].includes(target));
  if (key === undefined) return undefined;
  const policy = key.inputs["policy"];
  return { arn: String(key.state["arn"]), policy: typeof policy === "string" ? policy : forNoService };
}

/** Why a service may not use the key; undefined when it may. */
export function keyDenial(
  key: TopicKey,
  publisher: { readonly service: string; readonly sourceArn: string },
  iam: Pick<Authorizer, "resourceDenial">,
): string | undefined {
  const denials = actions.map((action) => iam.resourceDenial(key.policy, { ...publisher, action, resource: key.arn }));
  return denials.find((denial) => denial !== undefined);
}

/** A key without a policy of its own leaves all to the account's IAM, which no service is part of. */
const forNoService = JSON.stringify({ Statement: [] });
