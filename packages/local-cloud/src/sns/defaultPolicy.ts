import { accountId } from "../kernel/identity";

/** Actions of the policy that SNS gives to a new topic. */
const actions = [
  ...["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe"],
  ...["ListSubscriptionsByTopic", "Publish"],
].map((action) => `SNS:${action}`);

/**
 * Returns the policy of a topic without a declared one (SNS API reference, GetTopicAttributes). It allows the services
 * that send the topic's account as AWS:SourceOwner, such as CloudWatch.
 */
export function defaultPolicyOf(topicArn: string): string {
  const statement = {
    Sid: "__default_statement_ID",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: actions,
    Resource: topicArn,
    Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
  };
  return JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] });
}
