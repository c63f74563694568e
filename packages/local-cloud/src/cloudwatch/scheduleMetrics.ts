import type { ScheduleFact } from "../kernel/facts/eventFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

const namespace = "AWS/Scheduler";

/** EventBridge Scheduler User Guide, "Monitoring with Amazon CloudWatch": by group, and for all schedules. */
export function scheduleMetrics(fact: ScheduleFact): Omit<MetricValue, "at">[] {
  const sets: Record<string, string>[] = [{}, { ScheduleGroup: fact.group }];
  return sets.flatMap((dimensions) => namesOf(fact).map((name) => ({ namespace, name, dimensions, value: 1 })));
}

function namesOf({ outcome, isThrottled, isDeadLettered }: ScheduleFact): string[] {
  if (outcome === "delivered") return ["InvocationAttemptCount"];
  return [
    "InvocationAttemptCount",
    "TargetErrorCount",
    ...(isThrottled ? ["TargetErrorThrottledCount"] : []),
    ...(outcome === "dropped" ? ["InvocationDroppedCount"] : []),
    ...(isDeadLettered === true ? ["InvocationsSentToDeadLetterCount"] : []),
    ...(isDeadLettered === false ? ["InvocationsFailedToBeSentToDeadLetterCount"] : []),
  ];
}
