import type { QueueFact, QueueLevelFact, StreamBatchFact } from "../kernel/facts/messageFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

/**
 * Returns the metrics of a queue (SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS"). Moves to a
 * dead-letter queue after failed receives do not count as sent.
 */
export function queueMetrics(fact: QueueFact | QueueLevelFact): Omit<MetricValue, "at">[] {
  const dimensions = { QueueName: fact.queueName };
  const values = fact.kind === "queue" ? activityOf(fact) : levelOf(fact);
  return Object.entries(values).map(([name, value]) => ({ namespace: "AWS/SQS", name, dimensions, value }));
}

function activityOf({ what, count, bytes }: QueueFact): Readonly<Record<string, number>> {
  switch (what) {
    case "sent":
      return { NumberOfMessagesSent: count, ...(bytes === undefined ? {} : { SentMessageSize: bytes }) };
    case "repeated":
      return { NumberOfDeduplicatedSentMessages: count };
    case "received":
      return { NumberOfMessagesReceived: count, NumberOfEmptyReceives: count === 0 ? 1 : 0 };
    case "deleted":
      return { NumberOfMessagesDeleted: count };
  }
}

function levelOf(level: QueueLevelFact): Readonly<Record<string, number>> {
  return {
    ApproximateNumberOfMessagesVisible: level.visible,
    ApproximateNumberOfMessagesNotVisible: level.inFlight,
    ApproximateNumberOfMessagesDelayed: level.delayed,
    ApproximateAgeOfOldestMessage: level.ageSeconds,
    ...(level.isFifo ? { ApproximateNumberOfGroupsWithInflightMessages: level.groupsInFlight } : {}),
  };
}

/** Returns the age of the last record of a batch (Lambda Developer Guide, "Types of metrics", IteratorAge). */
export function streamBatchMetrics(fact: StreamBatchFact): Omit<MetricValue, "at">[] {
  const { functionName, qualifier, iteratorAge: value } = fact;
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  const sets = [{ FunctionName: functionName }, { FunctionName: functionName, Resource }];
  return sets.map((dimensions) => ({ namespace: "AWS/Lambda", name: "IteratorAge", dimensions, value }));
}
