import type { EventFact, RuleDeliveryFact } from "../kernel/facts/eventFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

const namespace = "AWS/Events";

/** EventBridge User Guide, "Amazon EventBridge metrics". Rules of the default bus have no dimension for the bus. */
export function ruleMetrics(fact: EventFact | RuleDeliveryFact): Omit<MetricValue, "at">[] {
  const rules = fact.kind === "event" ? fact.rules : [fact.rule];
  const dimensionsOf = (RuleName: string): Record<string, string> =>
    fact.bus === "default" ? { RuleName } : { EventBusName: fact.bus, RuleName };
  return rules.flatMap((rule) =>
    namesOf(fact).map((name) => ({ namespace, name, dimensions: dimensionsOf(rule), value: 1 })),
  );
}

function namesOf(fact: EventFact | RuleDeliveryFact): string[] {
  if (fact.kind === "event") return fact.isScheduled ? ["TriggeredRules"] : ["MatchedEvents", "TriggeredRules"];
  if (fact.failure === undefined) return ["Invocations"];
  const letters = fact.isDeadLettered === true ? "InvocationsSentToDlq" : "InvocationsFailedToBeSentToDlq";
  return ["Invocations", "FailedInvocations", ...(fact.isDeadLettered === undefined ? [] : [letters])];
}
