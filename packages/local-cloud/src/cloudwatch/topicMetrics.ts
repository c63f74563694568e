import type { NotificationFact, TopicDeliveryFact } from "../kernel/facts/messageFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

const namespace = "AWS/SNS";

/** SNS Developer Guide, "Amazon SNS metrics". */
export function topicMetrics(fact: NotificationFact | TopicDeliveryFact): Omit<MetricValue, "at">[] {
  const dimensions = { TopicName: fact.topicName };
  return Object.entries(valuesOf(fact)).map(([name, value]) => ({ namespace, name, dimensions, value }));
}

function valuesOf(fact: NotificationFact | TopicDeliveryFact): Readonly<Record<string, number>> {
  if (fact.kind === "notification") return { NumberOfMessagesPublished: 1, PublishSize: fact.bytes };
  switch (fact.outcome) {
    case "delivered":
      return { NumberOfNotificationsDelivered: 1 };
    case "filtered":
      return {
        NumberOfNotificationsFilteredOut: 1,
        [`NumberOfNotificationsFilteredOut-${fact.reason ?? ""}`]: 1,
      };
    case "failed":
      return { NumberOfNotificationsFailed: 1, ...lettersOf(fact.isDeadLettered) };
  }
}

function lettersOf(isDeadLettered: boolean | undefined): Readonly<Record<string, number>> {
  if (isDeadLettered === undefined) return {};
  return isDeadLettered ? { NumberOfNotificationsRedrivenToDlq: 1 } : { NumberOfNotificationsFailedToRedriveToDlq: 1 };
}
