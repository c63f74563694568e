import { snsChecks } from "../../src/sns/checks";
import { describeChecks } from "../support/declared";

const invalid = "InvalidParameter: Invalid parameter: ";
const fifo = (name: string) =>
  `${invalid}Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long. (name '${name}')`;

describeChecks(
  snsChecks,
  "aws:sns/topic:Topic",
  [
    [{ name: "my topic" }, `${invalid}Topic Name (name 'my topic')`],
    [{ name: "orders.fifo" }, `${invalid}Topic Name (name 'orders.fifo')`],
    [{ name: "t".repeat(257) }, `${invalid}Topic Name (name '${"t".repeat(257)}')`],
    [{ name: "orders", fifoTopic: true }, fifo("orders")],
    [{ displayName: "d".repeat(101) }, `${invalid}Attributes Reason: DisplayName (101 characters, at most 100)`],
    [
      { contentBasedDeduplication: true },
      `${invalid}Attributes Reason: Content-based deduplication can only be set for FIFO topics`,
    ],
    [{ policy: "{" }, `${invalid}Policy Error: This policy contains invalid Json`],
    [{ deliveryPolicy: "{" }, `${invalid}DeliveryPolicy: failed to parse JSON (deliveryPolicy)`],
  ],
  [
    { name: "t".repeat(256) },
    { name: "orders.fifo", fifoTopic: true },
    { fifoTopic: true },
    { displayName: "d".repeat(100) },
  ],
);

describeChecks(
  snsChecks,
  "aws:sns/topicSubscription:TopicSubscription",
  [
    [{ protocol: "slack", endpoint: "x" }, `${invalid}Amazon SNS does not support this protocol string: slack`],
    [{ protocol: "email", endpoint: "nobody" }, `${invalid}Email address (endpoint 'nobody')`],
    [
      { protocol: "sqs", endpoint: "https://sqs.us-east-1.amazonaws.com/1/q" },
      `${invalid}SQS endpoint ARN (endpoint 'https://sqs.us-east-1.amazonaws.com/1/q')`,
    ],
    [{ protocol: "lambda", endpoint: "f" }, `${invalid}Lambda endpoint ARN (endpoint 'f')`],
    [
      { protocol: "https", endpoint: "http://example.com" },
      `${invalid}Endpoint must match the specified protocol (endpoint 'http://example.com')`,
    ],
    [
      { protocol: "email", endpoint: "a@b.c", rawMessageDelivery: true },
      `${invalid}Attributes Reason: Delivery protocol [email] does not support raw message delivery.`,
    ],
    [
      { protocol: "firehose", endpoint: "arn:aws:firehose:us-east-1:1:deliverystream/d" },
      `${invalid}Delivery protocol firehose can only be subscribed with subscription role arn`,
    ],
    [
      { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:1:q", filterPolicy: "{" },
      `${invalid}Attributes Reason: FilterPolicy: failed to parse JSON. Unexpected end-of-input: was expecting double-quote to start field name\n at [Source: (String)"{"]`,
    ],
    [
      { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:1:q", filterPolicy: '{"a":{"b":["c"]}}' },
      `${invalid}Attributes Reason: Filter policy scope MessageAttributes does not support nested filter policy`,
    ],
    [
      { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:1:q", redrivePolicy: '{"deadLetterTargetArn":"q"}' },
      `${invalid}Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn`,
    ],
    [
      { topic: "arn:aws:sns:us-east-1:1:t", protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:1:q.fifo" },
      `${invalid}Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics (endpoint 'arn:aws:sqs:us-east-1:1:q.fifo')`,
    ],
    [{ protocol: "sms", endpoint: "nobody" }, "InvalidParameter: Invalid SMS endpoint: nobody"],
  ],
  [
    { protocol: "email", endpoint: "ops@example.com" },
    { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:1:q", rawMessageDelivery: true },
    { protocol: "lambda", endpoint: "arn:aws:lambda:us-east-1:1:function:f" },
    { protocol: "https", endpoint: "https://example.com" },
    { protocol: "https", endpoint: "http://127.0.0.1:3000/v1" },
    { protocol: "sms", endpoint: "+41791234567" },
  ],
);

describeChecks(
  snsChecks,
  "aws:kms/alias:Alias",
  [
    [
      { name: "alias/aws/own" },
      "NotAuthorizedException: Alias must not begin with alias/aws/, which is reserved for AWS managed keys (name 'alias/aws/own')",
    ],
  ],
  [{ name: "alias/own" }],
);

describeChecks(
  snsChecks,
  "aws:kms/key:Key",
  [[{ policy: "{}" }, "MalformedPolicyDocumentException: Syntax errors in policy. (it has no Statement)"]],
  [{}, { policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}' }],
);
