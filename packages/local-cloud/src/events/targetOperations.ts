import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { busOf, onAll, onRule, type EventsApi, type Operations } from "./api";
import { failedValidation, pageOf, textOf } from "./input";
import type { Rule, Target } from "./model";
import { maxTargets, targetOf } from "./validation";

/** Operations on the targets of rules. */
export function targetOperations(api: EventsApi): Operations {
  const { store } = api;
  return {
    PutTargets: {
      access: onRule(api, "PutTargets", "Rule"),
      run: (input) => {
        const targets = objectsOf(input, "Targets").map(targetOf);
        const rule = store.requireRule(busOf(input), textOf(input, "Rule"));
        store.putRule({ ...rule, targets: withTargets(rule, targets) });
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    },
    RemoveTargets: {
      access: onRule(api, "RemoveTargets", "Rule"),
      run: (input) => {
        const rule = store.requireRule(busOf(input), textOf(input, "Rule"));
        const ids = Array.isArray(input["Ids"]) ? input["Ids"].map(String) : [];
        store.putRule({ ...rule, targets: rule.targets.filter(({ Id }) => !ids.includes(Id)) });
        const known = new Set(rule.targets.map(({ Id }) => Id));
        const FailedEntries = ids
          .filter((id) => !known.has(id))
          .map((TargetId) => ({
            TargetId,
            ErrorCode: "ResourceNotFoundException",
            ErrorMessage: `Rule ${rule.name} does not have target ${TargetId}.`,
          }));
        return { FailedEntryCount: FailedEntries.length, FailedEntries };
      },
    },
    ListTargetsByRule: {
      access: onRule(api, "ListTargetsByRule", "Rule"),
      run: (input) => {
        const { targets } = store.requireRule(busOf(input), textOf(input, "Rule"));
        const { page, more } = pageOf(targets, input);
        return { Targets: page, ...more };
      },
    },
    ListRuleNamesByTarget: {
      access: onAll("ListRuleNamesByTarget"),
      run: (input) => {
        const arn = textOf(input, "TargetArn");
        const bus = store.requireBus(busOf(input)).name;
        const found = store.rules.filter((rule) => rule.bus === bus && rule.targets.some(({ Arn }) => Arn === arn));
        const { page, more } = pageOf(found, input);
        return { RuleNames: page.map(({ name }) => name), ...more };
      },
    },
  };
}

/** Returns the targets of a rule after PutTargets: those with a known id are replaced. @throws ServiceError */
export function withTargets(rule: Pick<Rule, "targets">, added: readonly Target[]): Target[] {
  const targets = new Map([...rule.targets, ...added].map((target) => [target.Id, target]));
  if (targets.size > maxTargets) {
    throw new ServiceError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  return [...targets.values()];
}

function objectsOf(input: JsonInput, key: string): JsonInput[] {
  const list = input[key];
  if (!Array.isArray(list)) {
    const at = key.charAt(0).toLowerCase() + key.slice(1);
    throw failedValidation(
      `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return list as JsonInput[];
}
