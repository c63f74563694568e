import { tagsOf } from "../kernel/checks";
import { ofType, type Declared } from "../kernel/resources";
import type { QueueDeclaration } from "./queues";

/** Attributes of a queue, keyed by Pulumi input. */
const attributeOf: Readonly<Record<string, string>> = {
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  delaySeconds: "DelaySeconds",
  fifoQueue: "FifoQueue",
  fifoThroughputLimit: "FifoThroughputLimit",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  kmsMasterKeyId: "KmsMasterKeyId",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
};

/** Resources that set one attribute of a queue, with the input of its value. */
export const attachments = [
  ["aws:sqs/queuePolicy:QueuePolicy", "policy"],
  ["aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy"],
  ["aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "redriveAllowPolicy"],
] as const;

/** Returns the declared queues with their policies. */
export function declaredQueues(resources: readonly Declared[]): QueueDeclaration[] {
  const attached = attachments.flatMap(([type, input]) =>
    ofType(resources, type).map(({ state }) => ({ url: state["queueUrl"], input, value: state[input] })),
  );
  return ofType(resources, "aws:sqs/queue:Queue").map(({ state }) => {
    const own: Readonly<Record<string, unknown>> = Object.fromEntries(
      attached.filter(({ url }) => url === state["url"]).map(({ input, value }) => [input, value]),
    );
    const arn = String(state["arn"]);
    const [, , , region = ""] = arn.split(":");
    const name = String(state["name"]);
    const attributes = attributesOf((input) => own[input] ?? state[input]);
    return { arn, name, region, attributes, tags: tagsOf(state) };
  });
}

/** Returns the declared attributes as texts. In a standard queue, `false` means the same as an absent input. */
function attributesOf(valueOf: (input: string) => unknown): Readonly<Record<string, string>> {
  const isFifo = valueOf("fifoQueue") === true;
  return Object.fromEntries(
    Object.entries(attributeOf).flatMap(([input, attribute]) => {
      const value = valueOf(input);
      if (value === undefined || value === null || value === "") return [];
      if (value === false && (!isFifo || input === "fifoQueue") && input !== "sqsManagedSseEnabled") return [];
      return [[attribute, typeof value === "string" ? value : JSON.stringify(value)]];
    }),
  );
}
