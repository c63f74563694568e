import { partition } from "../kernel/identity";
import { listOf } from "../kernel/protocols/jsonInput";
import { onTopic, textOf, topicOf, type Operations, type SnsApi } from "./api";
import { invalid } from "./errors";
import { policyOf } from "./publisher";

/** Actions that a topic's policy can allow (SNS Developer Guide, "Amazon SNS API permissions"). */
const actions: readonly string[] = [
  ...["AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes", "ListSubscriptionsByTopic"],
  ...["ListTagsForResource", "Publish", "PutDataProtectionPolicy", "RemovePermission", "SetTopicAttributes"],
  ...["Subscribe", "*"],
];

interface Policy {
  readonly Statement: readonly (Readonly<Record<string, unknown>> & { readonly Sid?: string })[];
}

/** AddPermission and RemovePermission, which change the policy of a topic. */
export function permissionOperations(api: SnsApi): Operations {
  const { store } = api;
  return {
    AddPermission: {
      access: onTopic(api, "AddPermission"),
      run: (input, context) => {
        const topic = topicOf(api, input, context);
        const label = textOf(input, "Label");
        const [accounts, given] = [listOf(input, "AWSAccountId"), listOf(input, "ActionName")];
        const policy = JSON.parse(policyOf(topic)) as Policy;
        const statements = [policy.Statement].flat();
        if (statements.some(({ Sid }) => Sid === label)) throw invalid("Statement already exists");
        if (given.length === 0 || given.some((action) => !actions.includes(action))) {
          throw invalid("Policy statement action out of service scope!");
        }
        if (accounts.length === 0 || accounts.some((account) => !/^\d{12}$/.test(account))) {
          throw invalid("AWSAccountId");
        }
        const added = {
          Sid: label,
          Effect: "Allow",
          Principal: { AWS: oneOrMany(accounts.map((account) => `arn:${partition}:iam::${account}:root`)) },
          Action: oneOrMany(given.map((action) => `SNS:${action}`)),
          Resource: topic.arn,
        };
        const Policy = JSON.stringify({ ...policy, Statement: [...statements, added] });
        store.put({ ...topic, attributes: { ...topic.attributes, Policy } });
        return {};
      },
    },
    RemovePermission: {
      access: onTopic(api, "RemovePermission"),
      run: (input, context) => {
        const topic = topicOf(api, input, context);
        const label = textOf(input, "Label");
        const policy = JSON.parse(policyOf(topic)) as Policy;
        const Statement = [policy.Statement].flat().filter(({ Sid }) => Sid !== label);
        const Policy = JSON.stringify({ ...policy, Statement });
        store.put({ ...topic, attributes: { ...topic.attributes, Policy } });
        return {};
      },
    },
  };
}

function oneOrMany(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? texts[0]! : texts;
}
