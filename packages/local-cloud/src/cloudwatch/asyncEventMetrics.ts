import type { AsyncEventFact } from "../kernel/facts/eventFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

/** Lambda Developer Guide, "Types of metrics for Lambda functions", asynchronous invocation metrics. */
const names: Readonly<Record<AsyncEventFact["what"], string>> = {
  received: "AsyncEventsReceived",
  attempted: "AsyncEventAge",
  dropped: "AsyncEventsDropped",
  destinationFailed: "DestinationDeliveryFailures",
  deadLetterFailed: "DeadLetterErrors",
};

export function asyncEventMetrics(fact: AsyncEventFact): Omit<MetricValue, "at">[] {
  const { functionName: FunctionName, qualifier, what, ageMillis = 1 } = fact;
  const Resource = qualifier === undefined ? FunctionName : `${FunctionName}:${qualifier}`;
  const sets: Record<string, string>[] = [{}, { FunctionName }, { FunctionName, Resource }];
  return sets.map((dimensions) => ({ namespace: "AWS/Lambda", name: names[what], dimensions, value: ageMillis }));
}
