import { sqsChecks } from "../../src/sqs/checks";
import { declared, describeChecks } from "../support/declared";

const standardName = (name: string) =>
  `InvalidParameterValue: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length. (name '${name}')`;
const fifoName = (name: string) =>
  `InvalidParameterValue: The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length. (name '${name}')`;
const target = "arn:aws:sqs:eu-central-1:123456789012:dead";
const redrive = (policy: object) => JSON.stringify(policy);
const refused = (policy: string, reason: string) =>
  `InvalidParameterValue: Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`;
const policies = {
  noCount: redrive({ deadLetterTargetArn: target }),
  noTarget: redrive({ maxReceiveCount: 1 }),
  zero: redrive({ deadLetterTargetArn: target, maxReceiveCount: 0 }),
  most: redrive({ deadLetterTargetArn: target, maxReceiveCount: 1000 }),
  more: redrive({ deadLetterTargetArn: target, maxReceiveCount: 1001 }),
  word: redrive({ deadLetterTargetArn: "dead", maxReceiveCount: 1 }),
  other: redrive({ deadLetterTargetArn: target, maxReceiveCount: 1, count: 1 }),
};
const range = (reason: string) =>
  `Invalid value for maxReceiveCount: ${reason}, valid values are from 1 to 1000 both inclusive.`;

describeChecks(
  sqsChecks,
  "aws:sqs/queue:Queue",
  [
    [{ name: "a.fifo" }, standardName("a.fifo")],
    [{ name: "a b" }, standardName("a b")],
    [{ name: "q".repeat(81) }, standardName("q".repeat(81))],
    [{ name: "a", fifoQueue: true }, fifoName("a")],
    [{ name: `${"a".repeat(76)}.fifo`, fifoQueue: true }, fifoName(`${"a".repeat(76)}.fifo`)],
    [{ contentBasedDeduplication: true }, "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication."],
    [
      { deduplicationScope: "queue" },
      "InvalidAttributeName: You can specify the DeduplicationScope only when FifoQueue is set to true.",
    ],
    [
      { fifoThroughputLimit: "perQueue" },
      "InvalidAttributeName: You can specify the FifoThroughputLimit only when FifoQueue is set to true.",
    ],
    [
      { fifoQueue: true, deduplicationScope: "group" },
      "InvalidAttributeValue: Invalid value for the parameter DeduplicationScope. (deduplicationScope 'group', must be one of queue, messageGroup)",
    ],
    [
      { fifoQueue: true, fifoThroughputLimit: "perMessageGroupId" },
      "InvalidAttributeValue: Invalid value for the parameter FifoThroughputLimit. (perMessageGroupId requires the deduplicationScope messageGroup)",
    ],
    [
      { kmsMasterKeyId: "alias/a", sqsManagedSseEnabled: true },
      "InvalidAttributeName: You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    ],
    [
      { policy: "{" },
      "InvalidAttributeValue: Invalid value for the parameter Policy. (This policy contains invalid Json)",
    ],
    [{ redrivePolicy: "{" }, refused("{", "Redrive policy is not a valid JSON map.")],
    [{ redrivePolicy: "[]" }, refused("[]", "Redrive policy is not a valid JSON map.")],
    [
      { redrivePolicy: policies.noCount },
      refused(policies.noCount, "Redrive policy does not contain mandatory attribute: maxReceiveCount."),
    ],
    [
      { redrivePolicy: policies.noTarget },
      refused(policies.noTarget, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."),
    ],
    [{ redrivePolicy: policies.word }, refused(policies.word, "Invalid value for deadLetterTargetArn.")],
    [{ redrivePolicy: policies.zero }, refused(policies.zero, range("0"))],
    [{ redrivePolicy: policies.more }, refused(policies.more, range("1001"))],
    [{ redrivePolicy: policies.other }, refused(policies.other, "Redrive policy contains unknown attribute: count.")],
    [
      { url: "u", redrivePolicy: policies.most },
      refused(policies.most, "Dead-letter queue must be of the same type as the source queue."),
      declared("aws:sqs/queue:Queue", { arn: target, fifoQueue: true }),
    ],
    [
      { redriveAllowPolicy: redrive({ redrivePermission: "some" }) },
      "InvalidAttributeValue: Invalid value for the parameter RedriveAllowPolicy. (redrivePermission must be one of allowAll, denyAll, byQueue (redrivePermission 'some'))",
    ],
    [
      { redriveAllowPolicy: redrive({ redrivePermission: "byQueue" }) },
      "InvalidAttributeValue: Invalid value for the parameter RedriveAllowPolicy. (byQueue requires 1 to 10 sourceQueueArns)",
    ],
    [
      { redriveAllowPolicy: redrive({ redrivePermission: "allowAll", sourceQueueArns: [target] }) },
      "InvalidAttributeValue: Invalid value for the parameter RedriveAllowPolicy. (sourceQueueArns requires the redrivePermission byQueue)",
    ],
  ],
  [
    {},
    { name: "q".repeat(80) },
    { name: `${"a".repeat(75)}.fifo`, fifoQueue: true, contentBasedDeduplication: true },
    { fifoQueue: true, deduplicationScope: "messageGroup", fifoThroughputLimit: "perMessageGroupId" },
    { redrivePolicy: policies.most },
    { redrivePolicy: redrive({ deadLetterTargetArn: target, maxReceiveCount: "3" }) },
    { redriveAllowPolicy: redrive({ redrivePermission: "byQueue", sourceQueueArns: [target] }) },
    { kmsMasterKeyId: "alias/a", sqsManagedSseEnabled: false },
  ],
);
