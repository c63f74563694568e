import { createHash } from "node:crypto";
import { tagsOf } from "../kernel/checks";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { newToken } from "./confirmations";
import type { Attributes, Subscription, Topic, TopicDeclaration } from "./model";
import { withSubscriptionAttributes } from "./subscriptionAttributes";
import { keyOf } from "./topicKey";
import { newTopic } from "./topicOperations";
import type { TopicStore } from "./store";

/** Attributes of a topic, keyed by Pulumi input. */
const topicAttributes: Readonly<Record<string, string>> = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deliveryPolicy: "DeliveryPolicy",
  displayName: "DisplayName",
  fifoThroughputScope: "FifoThroughputScope",
  fifoTopic: "FifoTopic",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
};

/** Attributes of a subscription, keyed by Pulumi input. */
const subscriptionAttributes: Readonly<Record<string, string>> = {
  deliveryPolicy: "DeliveryPolicy",
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  redrivePolicy: "RedrivePolicy",
  subscriptionRoleArn: "SubscriptionRoleArn",
};

function attributesOf(names: Readonly<Record<string, string>>, valueOf: (input: string) => unknown): Attributes {
  return Object.fromEntries(
    Object.entries(names).flatMap(([input, attribute]) => {
      const value = valueOf(input);
      if (value === undefined || value === null || value === "" || value === false) return [];
      return [[attribute, typeof value === "string" ? value : JSON.stringify(value)]];
    }),
  );
}

/** Returns the attributes of a declared subscription. */
export function declaredSubscriptionAttributes(state: Properties): Attributes {
  return attributesOf(subscriptionAttributes, (input) => state[input]);
}

/** Returns the attributes of a declared topic. */
export function declaredTopicAttributes(state: Properties): Attributes {
  return attributesOf(topicAttributes, (input) => state[input]);
}

/**
 * Applies declared topics and subscriptions. If a declaration is unchanged, attributes that calls set are preserved. Topics
 * that calls created are preserved too.
 *
 * @returns the new HTTP subscriptions, which their endpoints must confirm.
 */
export function declareTopics(store: TopicStore, resources: readonly Declared[]): Subscription[] {
  const policies = new Map(
    ofType(resources, "aws:sns/topicPolicy:TopicPolicy").map(({ state }) => [state["arn"], state["policy"]]),
  );
  const declared = ofType(resources, "aws:sns/topic:Topic");
  store.declarations = new Map(
    declared.map((topic): [string, TopicDeclaration] => [
      String(topic.state["arn"]),
      { label: topic.name, key: keyOf(topic, resources) },
    ]),
  );
  for (const topic of store.topics) {
    if (topic.declared !== undefined && !store.declarations.has(topic.arn)) store.delete(topic.arn);
  }
  for (const { state } of declared) {
    declareTopic(store, state, policies.get(state["arn"]));
  }
  return declareSubscriptions(store, ofType(resources, "aws:sns/topicSubscription:TopicSubscription"));
}

/** @param attached policy of a TopicPolicy, which replaces that of the topic. */
function declareTopic(store: TopicStore, state: Properties, attached: unknown): void {
  const [arn, name] = [String(state["arn"]), String(state["name"])];
  const own = declaredTopicAttributes(state);
  const attributes = typeof attached === "string" ? { ...own, Policy: attached } : own;
  const tags = tagsOf(state);
  const hash = hashOf({ attributes, tags });
  const before = store.find(arn);
  if (before?.declared === hash) return;
  const topic: Topic = newTopic({ arn, name, attributes, tags, declared: hash });
  store.put(before === undefined ? topic : { ...topic, sequence: before.sequence, deleted: before.deleted });
}

function declareSubscriptions(store: TopicStore, declared: readonly Declared[]): Subscription[] {
  const arns = new Set(declared.map(({ state }) => String(state["arn"])));
  for (const subscription of store.subscriptions) {
    if (subscription.declared !== undefined && !arns.has(subscription.arn)) store.deleteSubscription(subscription);
  }
  return declared.flatMap(({ state }) => {
    const subscription = subscriptionOf(state);
    const before = store.subscription(subscription.arn);
    if (before?.declared === subscription.declared) return [];
    const { isConfirmed, wasAuthenticated, token } = before ?? subscription;
    const isMoved = before !== undefined && before.endpoint !== subscription.endpoint;
    const next = isMoved ? subscription : { ...subscription, isConfirmed, wasAuthenticated, token };
    store.putSubscription(next);
    return next.isConfirmed ? [] : [next];
  });
}

/**
 * Returns a declared subscription. Emails are confirmed at once, as if the person had followed the link. HTTP endpoints
 * must confirm.
 */
function subscriptionOf(state: Properties): Subscription {
  const [topicArn, protocol, endpoint] = [state["topic"], state["protocol"], state["endpoint"]].map(String) as [
    string,
    string,
    string,
  ];
  const attributes = withSubscriptionAttributes({}, declaredSubscriptionAttributes(state));
  const isHttp = protocol === "http" || protocol === "https";
  return {
    arn: String(state["arn"]),
    topicArn,
    protocol,
    endpoint,
    principal: `arn:aws:iam::${topicArn.split(":")[4] ?? ""}:root`,
    attributes,
    isConfirmed: !isHttp,
    wasAuthenticated: !isHttp,
    token: newToken(),
    declared: hashOf({ topicArn, protocol, endpoint, attributes }),
  };
}

function hashOf(value: object): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
