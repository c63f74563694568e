import { knownText, type Check, type TypeChecks } from "../kernel/checks";
import { policyFault } from "../kernel/policies/policySyntax";
import { ofType, type Declared } from "../kernel/resources";
import { nameFault } from "./names";
import { allowFault, redriveFault } from "./redrivePolicy";

/** Checks names in the program. Generated names are valid: the provider adds `.fifo` to them. */
const nameRefusal: Check = (_, { inputs }) => {
  const name = knownText(inputs, "name");
  const fault = name === undefined ? undefined : nameFault(name, inputs["fifoQueue"] === true);
  return fault && `${fault.replace(/\.$/, "")}. (name '${name}')`;
};

/** Rejects settings that only FIFO queues have. */
const fifoRefusal: Check = (state) => {
  if (state["fifoQueue"] === true) return undefined;
  if (state["contentBasedDeduplication"] === true) return "Unknown Attribute ContentBasedDeduplication.";
  const [attribute] = ["deduplicationScope", "fifoThroughputLimit"].filter((input) => (state[input] ?? "") !== "");
  if (attribute === undefined) return undefined;
  const name = attribute[0]!.toUpperCase() + attribute.slice(1);
  return `You can specify the ${name} only when FifoQueue is set to true.`;
};

const choices = [
  ["deduplicationScope", ["queue", "messageGroup"]],
  ["fifoThroughputLimit", ["perQueue", "perMessageGroupId"]],
] as const;

const choiceRefusal: Check = (state) => {
  for (const [input, values] of choices) {
    const value = knownText(state, input);
    if (value === undefined || (values as readonly string[]).includes(value)) continue;
    const name = input[0]!.toUpperCase() + input.slice(1);
    return `Invalid value for the parameter ${name}. (${input} '${value}', must be one of ${values.join(", ")})`;
  }
  // SQS Developer Guide, "High throughput for FIFO queues".
  return state["fifoThroughputLimit"] === "perMessageGroupId" && state["deduplicationScope"] !== "messageGroup"
    ? "Invalid value for the parameter FifoThroughputLimit. (perMessageGroupId requires the deduplicationScope messageGroup)"
    : undefined;
};

const encryptionRefusal: Check = (state) =>
  state["sqsManagedSseEnabled"] === true && (state["kmsMasterKeyId"] ?? "") !== ""
    ? "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE."
    : undefined;

const policyRefusal: Check = (state) => {
  const policy = knownText(state, "policy");
  const fault = policy === undefined ? undefined : policyFault(policy, "resource");
  return fault === undefined ? undefined : `Invalid value for the parameter Policy. (${fault})`;
};

const redriveRefusal: Check = (state, resource, resources) => {
  const text = knownText(state, "redrivePolicy");
  if (text === undefined) return undefined;
  const fault = redriveFault(text) ?? typeFault(text, resource, resources);
  return fault && `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${fault}`;
};

/** Rejects a dead-letter queue of the other type. A queue that the program does not declare may exist on AWS. */
function typeFault(text: string, { state }: Declared, resources: readonly Declared[]): string | undefined {
  const { deadLetterTargetArn } = JSON.parse(text) as { deadLetterTargetArn: string };
  const queues = ofType(resources, "aws:sqs/queue:Queue");
  const source = queues.find((queue) => queue.state["url"] === (state["queueUrl"] ?? state["url"]));
  const target = queues.find((queue) => queue.state["arn"] === deadLetterTargetArn);
  if (source === undefined || target === undefined) return undefined;
  const isSame = (source.state["fifoQueue"] === true) === (target.state["fifoQueue"] === true);
  return isSame ? undefined : "Dead-letter queue must be of the same type as the source queue.";
}

const allowRefusal: Check = (state) => {
  const text = knownText(state, "redriveAllowPolicy");
  const fault = text === undefined ? undefined : allowFault(text);
  return fault && `Invalid value for the parameter RedriveAllowPolicy. (${fault})`;
};

const queue = { type: "aws:sqs/queue:Queue", label: "queue" };
const value = "InvalidAttributeValue";

/** Checks of queues and their policies. The constraints of AWS's API models check the ranges. */
export const sqsChecks: readonly TypeChecks[] = [
  { ...queue, code: "InvalidParameterValue", checks: [nameRefusal, redriveRefusal] },
  { ...queue, code: "InvalidAttributeName", checks: [fifoRefusal, encryptionRefusal] },
  { ...queue, code: value, checks: [choiceRefusal, policyRefusal, allowRefusal] },
  { type: "aws:sqs/queuePolicy:QueuePolicy", label: "queue policy", code: value, checks: [policyRefusal] },
  {
    type: "aws:sqs/redrivePolicy:RedrivePolicy",
    label: "redrive policy",
    code: "InvalidParameterValue",
    checks: [redriveRefusal],
  },
  {
    type: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    label: "redrive allow policy",
    code: value,
    checks: [allowRefusal],
  },
];
