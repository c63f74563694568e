import { accountId } from "../kernel/identity";
import { isFifo } from "./arns";
import { effectiveSubscriptionPolicy, subscriptionPolicyOf } from "./deliveryPolicy";
import { invalid } from "./errors";
import { checkFilterPolicy, type FilterScope } from "./filterPolicy";
import type { Attributes, Subscription } from "./model";

/** SNS API reference, SetSubscriptionAttributes. */
const settable: readonly string[] = [
  ...["DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy"],
  ...["ReplayPolicy", "SubscriptionRoleArn"],
];

/** Protocols that can deliver a message without an envelope. */
const raw: readonly string[] = ["sqs", "http", "https", "firehose"];

/** Subscription whose attributes are checked. */
export type SubscriptionTarget = Pick<Subscription, "topicArn" | "protocol" | "endpoint" | "attributes">;

/**
 * Checks attributes that Subscribe or SetSubscriptionAttributes sets.
 *
 * @param prefix beginning of messages: `Attributes Reason: ` in Subscribe, empty otherwise.
 * @throws ServiceError
 */
export function checkSubscriptionAttributes(given: Attributes, target: SubscriptionTarget, prefix: string): void {
  for (const attribute of Object.entries(given)) checkAttribute(attribute, target, prefix);
  const { FilterPolicy: policy = "", FilterPolicyScope: scope } = { ...target.attributes, ...given };
  const isChanged = "FilterPolicy" in given || "FilterPolicyScope" in given;
  if (policy !== "" && isChanged) checkFilterPolicy(policy, (scope ?? "MessageAttributes") as FilterScope, prefix);
}

function checkAttribute(
  [name, value]: readonly [name: string, value: string],
  target: SubscriptionTarget,
  prefix: string,
): void {
  if (!settable.includes(name)) throw invalid(`${prefix}AttributeName`);
  switch (name) {
    case "FilterPolicyScope":
      if (!["MessageAttributes", "MessageBody"].includes(value)) {
        throw invalid(`${prefix}${name}: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`);
      }
      return;
    case "RawMessageDelivery":
      if (!/^(?:true|false)$/i.test(value)) {
        throw invalid(`${prefix}${name}: Invalid value [${value}]. Must be true or false.`);
      }
      if (/^true$/i.test(value) && !raw.includes(target.protocol)) {
        throw invalid(`${prefix}Delivery protocol [${target.protocol}] does not support raw message delivery.`);
      }
      return;
    case "RedrivePolicy":
      if (value !== "") checkRedrivePolicy(value, target, prefix);
      return;
    case "DeliveryPolicy":
      subscriptionPolicyOf(value, prefix);
  }
}

function checkRedrivePolicy(text: string, { topicArn, endpoint }: SubscriptionTarget, prefix: string): void {
  const target = deadLetterQueueOf(text, (detail) => invalid(`${prefix}RedrivePolicy: ${detail}`));
  if (!/^arn:[^:]+:sqs:[^:]+:\d+:[^:]+$/.test(target ?? "")) {
    throw invalid(`${prefix}RedrivePolicy: deadLetterTargetArn is an invalid arn`);
  }
  if (isFifo(topicArn) && isFifo(endpoint) && !isFifo(target!)) {
    throw invalid(`${prefix}RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.`);
  }
}

/** Returns the dead-letter queue of a redrive policy. @throws the error that `fail` makes for broken JSON */
export function deadLetterQueueOf(
  text: string | undefined,
  fail: (detail: string) => Error = (detail) => new Error(detail),
): string | undefined {
  if (text === undefined || text === "") return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (error) {
    throw fail(`failed to parse JSON. ${(error as Error).message}`);
  }
  const { deadLetterTargetArn } = (policy ?? {}) as { readonly deadLetterTargetArn?: unknown };
  return typeof deadLetterTargetArn === "string" ? deadLetterTargetArn : undefined;
}

/** Returns attributes with the given ones set. An empty text removes an attribute. */
export function withSubscriptionAttributes(before: Attributes, given: Attributes): Attributes {
  const changed = Object.entries(given).map(([name, value]) => [
    name,
    name === "RawMessageDelivery" ? value.toLowerCase() : value,
  ]);
  return Object.fromEntries(
    Object.entries({ ...before, ...(Object.fromEntries(changed) as Attributes) }).filter(([, value]) => value !== ""),
  );
}

/** Returns whether messages arrive without an envelope. */
export function isRaw({ attributes }: Pick<Subscription, "attributes">): boolean {
  return attributes["RawMessageDelivery"] === "true";
}

/** Returns the attributes of GetSubscriptionAttributes, sorted by name. @param topicPolicy delivery policy of the topic */
export function shownSubscriptionAttributes(
  subscription: Subscription,
  topicPolicy: string | undefined,
): Map<string, string> {
  const { arn, topicArn, protocol, endpoint, attributes, principal } = subscription;
  const { FilterPolicy, FilterPolicyScope, DeliveryPolicy, ...others } = attributes;
  const own = subscriptionPolicyOf(DeliveryPolicy, "");
  const isHttp = protocol === "http" || protocol === "https";
  const all: Attributes = {
    ConfirmationWasAuthenticated: String(subscription.wasAuthenticated),
    Endpoint: endpoint,
    Owner: accountId,
    PendingConfirmation: String(!subscription.isConfirmed),
    Protocol: protocol,
    RawMessageDelivery: "false",
    SubscriptionArn: arn,
    SubscriptionPrincipal: principal,
    TopicArn: topicArn,
    ...others,
    ...(FilterPolicy === undefined
      ? {}
      : { FilterPolicy, FilterPolicyScope: FilterPolicyScope ?? "MessageAttributes" }),
    ...(own === undefined ? {} : { DeliveryPolicy: JSON.stringify(own) }),
    ...(isHttp
      ? { EffectiveDeliveryPolicy: JSON.stringify(effectiveSubscriptionPolicy(topicPolicy, DeliveryPolicy).shown) }
      : {}),
  };
  return new Map(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}
