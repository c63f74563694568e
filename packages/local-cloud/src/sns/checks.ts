import { knownText, type Check, type TypeChecks } from "../kernel/checks";
import { policyFault } from "../kernel/policySyntax";
import type { Declared } from "../kernel/resources";

const invalid = "InvalidParameter";

/** Checks names in the program. Generated names are valid: the provider adds `.fifo` to them. */
const topicNameRefusal: Check = (_, { inputs }) => {
  const name = knownText(inputs, "name");
  if (name === undefined) return undefined;
  if (inputs["fifoTopic"] === true) {
    return /^[\w-]{1,251}\.fifo$/.test(name)
      ? undefined
      : `Invalid parameter: Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long. (name '${name}')`;
  }
  return /^[\w-]{1,256}$/.test(name) ? undefined : `Invalid parameter: Topic Name (name '${name}')`;
};

const topicAttributesRefusal: Check = (state) => {
  const displayName = knownText(state, "displayName");
  if (displayName !== undefined && displayName.length > 100) {
    return `Invalid parameter: Attributes Reason: DisplayName (${displayName.length} characters, at most 100)`;
  }
  return state["contentBasedDeduplication"] === true && state["fifoTopic"] !== true
    ? "Invalid parameter: Attributes Reason: Content-based deduplication can only be set for FIFO topics"
    : undefined;
};

/** SNS API reference, Subscribe. */
const protocols = ["http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"];

/** Form of each protocol's endpoint, and Subscribe's message for a wrong one. */
const endpoints: Readonly<Record<string, readonly [form: RegExp, refusal: string]>> = {
  http: [/^http:\/\//, "Endpoint must match the specified protocol"],
  // APIs of the program are served locally without TLS.
  https: [/^https:\/\/|^http:\/\/(?:localhost|[\d.]+|\[[\da-f:]+\])[:/]/, "Endpoint must match the specified protocol"],
  email: [/^[^@\s]+@[^@\s]+$/, "Email address"],
  "email-json": [/^[^@\s]+@[^@\s]+$/, "Email address"],
  sqs: [/^arn:[^:]+:sqs:/, "SQS endpoint ARN"],
  lambda: [/^arn:[^:]+:lambda:/, "Lambda endpoint ARN"],
  firehose: [/^arn:[^:]+:firehose:/, "Firehose endpoint ARN"],
};

const subscriptionRefusal: Check = (state) => {
  const protocol = knownText(state, "protocol");
  if (protocol === undefined) return undefined;
  if (!protocols.includes(protocol)) {
    return `Invalid parameter: Amazon SNS does not support this protocol string: ${protocol}`;
  }
  if (
    protocol === "firehose" &&
    knownText(state, "subscriptionRoleArn") === undefined &&
    state["subscriptionRoleArn"] === undefined
  ) {
    return "Invalid parameter: Delivery protocol firehose can only be subscribed with subscription role arn";
  }
  if (state["rawMessageDelivery"] === true && !["sqs", "http", "https", "firehose"].includes(protocol)) {
    return `Invalid parameter: Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`;
  }
  const endpoint = knownText(state, "endpoint");
  const [form, refusal] = endpoints[protocol] ?? [];
  return endpoint === undefined || form === undefined || form.test(endpoint)
    ? undefined
    : `Invalid parameter: ${refusal} (endpoint '${endpoint}')`;
};

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
    checks: [
      subscriptionRefusal,
      jsonOf("filterPolicy", "Invalid parameter: FilterPolicy: failed to parse JSON"),
      jsonOf("redrivePolicy", "Invalid parameter: RedrivePolicy: failed to parse JSON"),
    ],
  },
  { type: "aws:kms/key:Key", label: "key", code: "MalformedPolicyDocumentException", checks: [keyPolicyRefusal] },
  { type: "aws:kms/alias:Alias", label: "key alias", code: "NotAuthorizedException", checks: [reservedAliasRefusal] },
];
