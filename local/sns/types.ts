import { arn, declaredName, digest } from "../engine/identity";
import type { Providers } from "../engine/resources";

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
};
