import { knownText, type Check, type TypeChecks } from "../kernel/checks";
import { policyFault } from "../kernel/policies/policySyntax";
import type { Declared } from "../kernel/resources";
import { refusalOf } from "../kernel/protocols/serviceErrors";
import { unknownOutputIn } from "../kernel/unknownOutputs";
import { declaredSubscriptionAttributes, declaredTopicAttributes } from "./declared";
import { checkEndpoint } from "./endpoints";
import type { Attributes } from "./model";
import { checkSubscriptionAttributes } from "./subscriptionAttributes";
import { checkTopicAttribute } from "./topicAttributes";
import { topicNameFault } from "./topicOperations";

const invalid = "InvalidParameter";

/** Checks names in the program. Generated names are valid: the provider adds `.fifo` to them. */
const topicNameRefusal: Check = (_, { inputs }) => {
  const name = knownText(inputs, "name");
  const fault = name === undefined ? undefined : topicNameFault(name, inputs["fifoTopic"] === true);
  return fault && `Invalid parameter: ${fault} (name '${name}')`;
};

const topicAttributesRefusal: Check = (state) => {
  const isFifo = state["fifoTopic"] === true;
  const displayName = knownText(state, "displayName");
  if (displayName !== undefined && displayName.length > 100) {
    return `Invalid parameter: Attributes Reason: DisplayName (${displayName.length} characters, at most 100)`;
  }
  const { Policy: _, DeliveryPolicy: __, ...attributes } = declaredTopicAttributes(state);
  return refusalOf(() => {
    for (const [name, value] of Object.entries(attributes)) {
      checkTopicAttribute(name, value, { isFifo, prefix: "Attributes Reason: " });
    }
  });
};

const subscriptionRefusal: Check = (state) => {
  const protocol = knownText(state, "protocol");
  if (protocol === undefined) return undefined;
  const [endpoint, topicArn = ""] = [knownText(state, "endpoint"), knownText(state, "topic")];
  const refusal = refusalOf(() => checkEndpoint(protocol, endpoint, topicArn));
  if (refusal !== undefined) return endpoint === undefined ? refusal : namesEndpoint(refusal, endpoint);
  if (protocol === "firehose" && (state["subscriptionRoleArn"] ?? "") === "") {
    return "Invalid parameter: Delivery protocol firehose can only be subscribed with subscription role arn";
  }
  const target = { topicArn, protocol, endpoint: endpoint ?? "", attributes: {} };
  return refusalOf(() => checkSubscriptionAttributes(knownAttributes(state), target, "Attributes Reason: "));
};

/** AWS's messages about an endpoint do not name it. */
function namesEndpoint(refusal: string, endpoint: string): string {
  return refusal.endsWith(endpoint) || refusal.includes("protocol string")
    ? refusal
    : `${refusal} (endpoint '${endpoint}')`;
}

/** Returns the declared attributes that contain no unknown output. */
function knownAttributes(state: Declared["state"]): Attributes {
  const attributes = Object.entries(declaredSubscriptionAttributes(state));
  return Object.fromEntries(attributes.filter(([, value]) => unknownOutputIn(value) === undefined));
}

/** Returns a check that rejects a property that is not JSON. */
function jsonOf(property: string, words: string): Check {
  return (state) => {
    const text = knownText(state, property);
    if (text === undefined) return undefined;
    try {
      JSON.parse(text);
      return undefined;
    } catch {
      return `${words} (${property})`;
    }
  };
}

const policyRefusal: Check = (state) => {
  const policy = knownText(state, "policy");
  const fault = policy === undefined ? undefined : policyFault(policy, "resource");
  return fault === undefined ? undefined : `Invalid parameter: Policy Error: ${fault}`;
};

const keyPolicyRefusal: Check = (state) => {
  const policy = knownText(state, "policy");
  return policy === undefined ? undefined : policyFault(policy, "resource");
};

const reservedAliasRefusal: Check = (state: Declared["state"]) => {
  const name = knownText(state, "name");
  return name?.startsWith("alias/aws/") === true
    ? `Alias must not begin with alias/aws/, which is reserved for AWS managed keys (name '${name}')`
    : undefined;
};

/** Checks of SNS topics, subscriptions and KMS keys. */
export const snsChecks: readonly TypeChecks[] = [
  {
    type: "aws:sns/topic:Topic",
    label: "topic",
    code: invalid,
    checks: [
      topicNameRefusal,
      topicAttributesRefusal,
      policyRefusal,
      jsonOf("deliveryPolicy", "Invalid parameter: DeliveryPolicy: failed to parse JSON"),
    ],
  },
  { type: "aws:sns/topicPolicy:TopicPolicy", label: "topic policy", code: invalid, checks: [policyRefusal] },
  {
    type: "aws:sns/topicSubscription:TopicSubscription",
    label: "subscription",
    code: invalid,
    checks: [subscriptionRefusal],
  },
  { type: "aws:kms/key:Key", label: "key", code: "MalformedPolicyDocumentException", checks: [keyPolicyRefusal] },
  { type: "aws:kms/alias:Alias", label: "key alias", code: "NotAuthorizedException", checks: [reservedAliasRefusal] },
];
