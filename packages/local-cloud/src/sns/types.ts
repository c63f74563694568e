import { arn, declaredName, digest } from "../kernel/identity";
import type { Providers } from "../kernel/resources";

export const types: Providers = {
  "aws:sns/topic:Topic": ({ type, name, inputs }, place) => {
    const topic = declaredName({ type, name, inputs }, place);
    const topicArn = arn(place, "sns", topic);
    return { id: topicArn, state: { name: topic, arn: topicArn } };
  },
  "aws:sns/topicPolicy:TopicPolicy": ({ inputs }) => ({ id: String(inputs["arn"]), state: {} }),
  "aws:sns/topicSubscription:TopicSubscription": ({ type, name, inputs }, place) => {
    const subscription = `${String(inputs["topic"])}:${digest(place, type, name).slice(0, 12)}`;
    return { id: subscription, state: { arn: subscription } };
  },
  // Of a key only its policy counts here: who may publish to a topic that it encrypts.
  "aws:kms/key:Key": ({ type, name }, place) => {
    const hex = digest(place, type, name);
    const keyId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
      "-",
    );
    return { id: keyId, state: { keyId, arn: arn(place, "kms", `key/${keyId}`) } };
  },
  "aws:kms/alias:Alias": ({ type, name, inputs }, place) => {
    const given = declaredName({ type, name, inputs }, place);
    const alias = given.startsWith("alias/") ? given : `alias/${given}`;
    return { id: alias, state: { name: alias, arn: arn(place, "kms", alias) } };
  },
};
