import { accountId, arn, declaredName, type StackLocation } from "../kernel/identity";
import type { EmulatedTypes, NewResource } from "../kernel/resources";

/** Returns the name of a queue. A generated FIFO name ends with `.fifo`, as the provider's does. */
function queueName({ type, name, inputs }: NewResource, location: StackLocation): string {
  const queue = declaredName({ type, name, inputs }, location);
  return inputs["fifoQueue"] === true && typeof inputs["name"] !== "string" ? `${queue}.fifo` : queue;
}

export const types: EmulatedTypes = {
  "aws:sqs/queue:Queue": {
    reads: [
      "contentBasedDeduplication",
      "deduplicationScope",
      "delaySeconds",
      "fifoQueue",
      "fifoThroughputLimit",
      "kmsDataKeyReusePeriodSeconds",
      "kmsMasterKeyId",
      "maxMessageSize",
      "messageRetentionSeconds",
      "name",
      "namePrefix",
      "policy",
      "receiveWaitTimeSeconds",
      "redriveAllowPolicy",
      "redrivePolicy",
      "sqsManagedSseEnabled",
      "tags",
      "visibilityTimeoutSeconds",
    ],
    ignores: [],
    provide: (resource, stack) => {
      const { region } = resource.inputs as { region?: string };
      const location = { ...stack, region: region ?? stack.region };
      const name = queueName(resource, location);
      const url = `https://sqs.${location.region}.amazonaws.com/${accountId}/${name}`;
      return { id: url, state: { name, url, arn: arn(location, "sqs", name) } };
    },
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    reads: ["policy", "queueUrl"],
    ignores: [],
    provide: ({ inputs }) => ({ id: String(inputs["queueUrl"]), state: {} }),
  },
  "aws:sqs/redrivePolicy:RedrivePolicy": {
    reads: ["queueUrl", "redrivePolicy"],
    ignores: [],
    provide: ({ inputs }) => ({ id: String(inputs["queueUrl"]), state: {} }),
  },
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": {
    reads: ["queueUrl", "redriveAllowPolicy"],
    ignores: [],
    provide: ({ inputs }) => ({ id: String(inputs["queueUrl"]), state: {} }),
  },
};
