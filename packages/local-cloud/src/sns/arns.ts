import { invalid } from "./errors";

/** Number of parts of a topic's ARN. A subscription's ARN has one more. */
const parts = 6;

/** Returns the error of a text that is no ARN. */
function checkForm(arn: string, parameter: string): void {
  const count = arn.split(":", 100).length;
  if (count < parts) throw invalid(`${parameter} Reason: An ARN must have at least 6 elements, not ${count}`);
}

/**
 * Checks the ARN of a topic.
 *
 * @param region region of the request, in which the topic must be.
 * @throws ServiceError
 */
export function checkTopicArn(arn: string, region: string, parameter = "TopicArn"): string {
  checkForm(arn, parameter);
  const [, , service, named] = arn.split(":", 4);
  if (service !== "sns" || named !== region) throw invalid(parameter);
  return arn;
}

/** @throws ServiceError */
export function checkSubscriptionArn(arn: string): string {
  checkForm(arn, "SubscriptionArn");
  const [, , , , , , id = ""] = arn.split(":");
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) throw invalid("SubscriptionId");
  return arn;
}

export function topicArnOf(subscriptionArn: string): string {
  return subscriptionArn.split(":").slice(0, parts).join(":");
}

export function isFifo(arn: string): boolean {
  return arn.endsWith(".fifo");
}
