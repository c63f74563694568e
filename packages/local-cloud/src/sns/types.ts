import { arn, declaredName, digest } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

export const types: EmulatedTypes = {
  "aws:sns/topic:Topic": {
    reads: ["kmsMasterKeyId", "name", "namePrefix", "policy"],
    ignores: [
      "applicationFailureFeedbackRoleArn",
      "applicationSuccessFeedbackRoleArn",
      "applicationSuccessFeedbackSampleRate",
      "deliveryPolicy",
      "displayName",
      "firehoseFailureFeedbackRoleArn",
      "firehoseSuccessFeedbackRoleArn",
      "firehoseSuccessFeedbackSampleRate",
      "httpFailureFeedbackRoleArn",
      "httpSuccessFeedbackRoleArn",
      "httpSuccessFeedbackSampleRate",
      "lambdaFailureFeedbackRoleArn",
      "lambdaSuccessFeedbackRoleArn",
      "lambdaSuccessFeedbackSampleRate",
      "signatureVersion",
      "sqsFailureFeedbackRoleArn",
      "sqsSuccessFeedbackRoleArn",
      "sqsSuccessFeedbackSampleRate",
      "tracingConfig",
    ],
    provide: ({ type, name, inputs }, location) => {
      const topic = declaredName({ type, name, inputs }, location);
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
    reads: ["endpoint", "protocol=email", "protocol=email-json", "protocol=sms", "topic"],
    ignores: ["confirmationTimeoutInMinutes", "deliveryPolicy", "endpointAutoConfirms", "subscriptionRoleArn"],
    provide: ({ type, name, inputs }, location) => {
      const subscription = `${String(inputs["topic"])}:${digest(location, type, name).slice(0, 12)}`;
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
      const hex = digest(location, type, name);
      const keyId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
        "-",
      );
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
