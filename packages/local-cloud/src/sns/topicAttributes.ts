import { accountId } from "../kernel/identity";
import { policyFault } from "../kernel/policies/policySyntax";
import { defaultPolicyOf } from "./defaultPolicy";
import { effectivePolicy, topicPolicyOf } from "./deliveryPolicy";
import { invalid } from "./errors";
import type { Attributes, Subscription, Topic } from "./model";

/** Protocols with delivery logs (SNS API reference, SetTopicAttributes). Their attributes have no effect here. */
const feedback = ["Application", "Firehose", "HTTP", "Lambda", "SQS"].flatMap((protocol) =>
  ["FailureFeedbackRoleArn", "SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate"].map((name) => protocol + name),
);

/** Attributes that SetTopicAttributes accepts. */
const settable: readonly string[] = [
  ...["ArchivePolicy", "ContentBasedDeduplication", "DeliveryPolicy", "DisplayName", "FifoThroughputScope"],
  ...["KmsMasterKeyId", "Policy", "SignatureVersion", "TracingConfig", ...feedback],
];

const choices: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["true", "false"],
  FifoThroughputScope: ["Topic", "MessageGroup"],
  FifoTopic: ["true", "false"],
  SignatureVersion: ["1", "2"],
  TracingConfig: ["Active", "PassThrough"],
};

/** Attributes of FIFO topics only. */
const fifoOnly: readonly string[] = ["ArchivePolicy", "ContentBasedDeduplication", "FifoThroughputScope"];

/** Maximum length of a display name (SNS API reference, CreateTopic). */
const maxDisplayName = 100;

/**
 * Checks an attribute of CreateTopic or SetTopicAttributes.
 *
 * @param prefix beginning of messages, which differs between the two operations.
 * @throws ServiceError
 */
export function checkTopicAttribute(
  name: string,
  value: string,
  { isFifo, prefix }: { readonly isFifo: boolean; readonly prefix: string },
): void {
  if (!settable.includes(name) && (prefix === "" || name !== "FifoTopic")) {
    throw invalid(prefix === "" ? "AttributeName" : `${prefix}Unknown attribute: ${name}`);
  }
  if (fifoOnly.includes(name) && !isFifo && value !== "false") {
    const what = name === "ContentBasedDeduplication" ? "Content-based deduplication" : name;
    throw invalid(`${prefix}${what} can only be set for FIFO topics`);
  }
  if (name === "DisplayName" && value.length > maxDisplayName) throw invalid(`${prefix}DisplayName`);
  if (choices[name]?.includes(value) === false) throw invalid(`${prefix}${name}: Invalid value [${value}].`);
  if (name === "Policy" && value !== "") {
    const fault = policyFault(value, "resource");
    if (fault !== undefined) throw invalid(`Policy Error: ${fault}`);
  }
  if (name === "DeliveryPolicy") topicPolicyOf(value, prefix);
}

/** Returns the attributes of GetTopicAttributes, sorted by name. */
export function shownTopicAttributes(
  { arn, isFifo, attributes, deleted }: Topic,
  subscriptions: readonly Subscription[],
): Map<string, string> {
  const delivery = topicPolicyOf(attributes["DeliveryPolicy"], "");
  const confirmed = subscriptions.filter(({ isConfirmed }) => isConfirmed).length;
  const all: Attributes = {
    DisplayName: "",
    Policy: defaultPolicyOf(arn),
    ...(isFifo ? { ContentBasedDeduplication: "false" } : {}),
    ...attributes,
    ...(delivery === undefined ? {} : { DeliveryPolicy: JSON.stringify(delivery) }),
    EffectiveDeliveryPolicy: JSON.stringify({ http: effectivePolicy(delivery) }),
    Owner: accountId,
    SubscriptionsConfirmed: String(confirmed),
    SubscriptionsDeleted: String(deleted),
    SubscriptionsPending: String(subscriptions.length - confirmed),
    TopicArn: arn,
  };
  return new Map(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}
