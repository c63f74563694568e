import { partition } from "../kernel/identity";
import { listOf } from "../kernel/protocols/jsonInput";
import type { JsonOperation } from "../kernel/protocols/jsonService";
import type { Api } from "./api";
import { invalidValue, missingParameter } from "./errors";
import { textOf } from "./input";
import type { LiveQueue } from "./liveQueue";

interface Policy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly { readonly Sid?: string }[];
}

/** Returns AddPermission and RemovePermission, which change the queue's policy. */
export function permissionOperations(api: Api): Record<string, JsonOperation> {
  return {
    AddPermission: {
      ...api.allow("AddPermission"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const [label, accounts, actions] = [
          textOf(input, "Label"),
          listOf(input, "AWSAccountIds"),
          listOf(input, "Actions"),
        ];
        if (accounts.length === 0) throw missingParameter("AWSAccountIds");
        if (actions.length === 0) throw missingParameter("Actions");
        const policy = policyOf(queue);
        if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidValue("Label", label, "Already exists.");
        const Statement = [...policy.Statement, statementOf(queue, { label, accounts, actions })];
        api.table.setAttributes(queue, { Policy: JSON.stringify({ ...policy, Statement }) });
        return {};
      },
    },
    RemovePermission: {
      ...api.allow("RemovePermission"),
      run: (input, context) => {
        const queue = api.queueOf(input, context);
        const label = textOf(input, "Label");
        const policy = policyOf(queue);
        const Statement = policy.Statement.filter(({ Sid }) => Sid !== label);
        if (Statement.length === policy.Statement.length) throw invalidValue("Label", label, "can't find label.");
        const next = Statement.length === 0 ? "" : JSON.stringify({ ...policy, Statement });
        api.table.setAttributes(queue, { Policy: next });
        return {};
      },
    },
  };
}

function policyOf({ arn, record }: LiveQueue): Policy {
  const { Policy: text } = record.attributes;
  const empty = { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy`, Statement: [] };
  if (text === undefined) return empty;
  const policy = JSON.parse(text) as Policy;
  return { ...policy, Statement: [policy.Statement ?? []].flat() };
}

function statementOf(
  { arn }: LiveQueue,
  { label, accounts, actions }: { readonly label: string; readonly accounts: string[]; readonly actions: string[] },
): object {
  return {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrMany(accounts.map((account) => `arn:${partition}:iam::${account}:root`)) },
    Action: oneOrMany(actions.map((action) => `SQS:${action}`)),
    Resource: arn,
  };
}

function oneOrMany(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? texts[0]! : texts;
}
