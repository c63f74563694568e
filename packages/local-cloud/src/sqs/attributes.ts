import { policyFault } from "../kernel/policies/policySyntax";
import { sqsError, unknownAttribute } from "./errors";

/** Attributes of a queue by name, as texts. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** Ranges of numeric attributes (SQS API reference, SetQueueAttributes; 1 MiB: "Message quotas"). */
const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};

const choices: Readonly<Record<string, readonly string[]>> = {
  SqsManagedSseEnabled: ["true", "false"],
  ContentBasedDeduplication: ["true", "false"],
  FifoQueue: ["true", "false"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};

const texts: readonly string[] = ["KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy"];

/** Attributes of FIFO queues only. */
const fifoOnly: readonly string[] = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoQueue",
  "FifoThroughputLimit",
];

/** Attributes that SQS computes. */
const readOnly: readonly string[] = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
];

const settable = new Set([...Object.keys(ranges), ...Object.keys(choices), ...texts]);
const readable = new Set([...settable, ...readOnly, "All"]);

/** Defaults of a new queue (recorded: sqs/attributes-updated). */
const defaults: QueueAttributes = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

const fifoDefaults: QueueAttributes = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

/** Returns the attributes of a new queue. */
export function newAttributes(isFifo: boolean, given: QueueAttributes): QueueAttributes {
  const own = { ...defaults, ...(isFifo ? { ...fifoDefaults, FifoQueue: "true" } : {}) };
  return withAttributes(own, given);
}

/** Returns changed attributes. An empty text removes an attribute, and a KMS key disables the encryption of SQS. */
export function withAttributes(before: QueueAttributes, given: QueueAttributes): QueueAttributes {
  const merged = Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== ""));
  if (merged["KmsMasterKeyId"] === undefined) delete merged["KmsDataKeyReusePeriodSeconds"];
  else {
    if ((given["KmsMasterKeyId"] ?? "") !== "") merged["SqsManagedSseEnabled"] = "false";
    merged["KmsDataKeyReusePeriodSeconds"] ??= "300";
  }
  return merged;
}

/** Checks attributes of CreateQueue and SetQueueAttributes, except redrive policies. @throws ServiceError */
export function checkAttributes(given: QueueAttributes, isFifo: boolean): void {
  for (const [name, value] of Object.entries(given)) {
    if (!settable.has(name)) throw unknownAttribute(name);
    if (!isFifo && fifoOnly.includes(name)) throw fifoRefusal(name);
    checkValue(name, value);
  }
  if (given["SqsManagedSseEnabled"] === "true" && (given["KmsMasterKeyId"] ?? "") !== "") {
    const message =
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.";
    throw sqsError("InvalidAttributeName", message);
  }
}

function fifoRefusal(name: string) {
  return name === "DeduplicationScope" || name === "FifoThroughputLimit"
    ? sqsError("InvalidAttributeName", `You can specify the ${name} only when FifoQueue is set to true.`)
    : unknownAttribute(name);
}

function checkValue(name: string, value: string): void {
  const [least, most] = ranges[name] ?? [];
  const isNumber = /^\d+$/.test(value) && Number(value) >= least! && Number(value) <= most!;
  const isValid =
    least === undefined
      ? (choices[name]?.includes(value) ?? (name !== "Policy" || value === "" || isPolicy(value)))
      : isNumber;
  if (!isValid) throw sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

function isPolicy(text: string): boolean {
  return policyFault(text, "resource") === undefined;
}

/** Returns the attributes that a caller names. @throws ServiceError for an unknown name */
export function namedQueueAttributes(all: QueueAttributes, names: readonly string[]): QueueAttributes {
  for (const name of names) if (!readable.has(name)) throw unknownAttribute(name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name)));
}

/** Returns whether a name is valid in `AttributeNames` of ReceiveMessage, which also accepts names of queue attributes. */
export function isQueueAttribute(name: string): boolean {
  return readable.has(name);
}
