import { arn, declaredName, digest } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

export const types: EmulatedTypes = {
  "aws:sns/topic:Topic": {
    reads: [
      ...["contentBasedDeduplication", "deliveryPolicy", "displayName", "fifoThroughputScope", "fifoTopic"],
      ...["kmsMasterKeyId", "name", "namePrefix", "policy", "signatureVersion", "tags", "tracingConfig"],
    ],
    ignores: [
      "applicationFailureFeedbackRoleArn",
      "applicationSuccessFeedbackRoleArn",
      "applicationSuccessFeedbackSampleRate",
      "archivePolicy",
      "firehoseFailureFeedbackRoleArn",
      "firehoseSuccessFeedbackRoleArn",
      "firehoseSuccessFeedbackSampleRate",
      "httpFailureFeedbackRoleArn",
      "httpSuccessFeedbackRoleArn",
      "httpSuccessFeedbackSampleRate",
      "lambdaFailureFeedbackRoleArn",
      "lambdaSuccessFeedbackRoleArn",
      "lambdaSuccessFeedbackSampleRate",
      "sqsFailureFeedbackRoleArn",
      "sqsSuccessFeedbackRoleArn",
      "sqsSuccessFeedbackSampleRate",
    ],
    provide: ({ type, name, inputs }, location) => {
      const given = declaredName({ type, name, inputs }, location);
      // The provider adds the suffix to generated names.
      const topic = inputs["fifoTopic"] === true && !given.endsWith(".fifo") ? `${given}.fifo` : given;
      const topicArn = arn(location, "sns", topic);
      return { id: topicArn, state: { name: topic, arn: topicArn } };
    },
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    reads: ["arn", "policy"],
    ignores: [],
    provide: ({ inputs }) => ({ id: String(inputs["arn"]), state: {} }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    reads: [
      ...["deliveryPolicy", "endpoint", "filterPolicy", "filterPolicyScope", "protocol=email", "protocol=email-json"],
      ...["protocol=http", "protocol=https", "protocol=lambda", "protocol=sms", "protocol=sqs", "rawMessageDelivery"],
      ...["redrivePolicy", "subscriptionRoleArn", "topic"],
    ],
    ignores: ["confirmationTimeoutInMinutes", "endpointAutoConfirms", "replayPolicy"],
    provide: ({ type, name, inputs }, location) => {
      const subscription = `${String(inputs["topic"])}:${uuidOf(digest(location, type, name))}`;
      return { id: subscription, state: { arn: subscription } };
    },
  },
  // Only the policy of a key has an effect: it decides who may publish to topics that the key encrypts.
  "aws:kms/key:Key": {
    reads: ["policy"],
    ignores: [
      "bypassPolicyLockoutSafetyCheck",
      "customerMasterKeySpec=SYMMETRIC_DEFAULT",
      "deletionWindowInDays",
      "description",
      "enableKeyRotation",
      "isEnabled=true",
      "keyUsage=ENCRYPT_DECRYPT",
      "multiRegion",
      "rotationPeriodInDays",
    ],
    provide: ({ type, name }, location) => {
      const keyId = uuidOf(digest(location, type, name));
      return { id: keyId, state: { keyId, arn: arn(location, "kms", `key/${keyId}`) } };
    },
  },
  "aws:kms/alias:Alias": {
    reads: ["name", "namePrefix", "targetKeyId"],
    ignores: [],
    provide: ({ type, name, inputs }, location) => {
      const given = declaredName({ type, name, inputs }, location);
      const alias = given.startsWith("alias/") ? given : `alias/${given}`;
      return { id: alias, state: { name: alias, arn: arn(location, "kms", alias) } };
    },
  },
};

/** Returns the first 32 hexadecimal digits in the form of a UUID. */
function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
