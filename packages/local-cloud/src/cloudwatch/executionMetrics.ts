import type { ExecutionFact } from "../kernel/facts/executionFacts";
import type { MetricValue } from "../kernel/interfaces/monitoring";

const names: Readonly<Record<string, string>> = {
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
};

/** Step Functions Developer Guide, "Execution metrics". */
export function executionMetrics({ machineArn, status, millis }: ExecutionFact): Omit<MetricValue, "at">[] {
  const dimensions = { StateMachineArn: machineArn };
  const metric = (name: string, value: number) => ({ namespace: "AWS/States", name, dimensions, value });
  if (status === "RUNNING") return [metric("ExecutionsStarted", 1)];
  return [
    metric(names[status] ?? status, 1),
    ...(millis === undefined ? [] : [metric("ExecutionTime", millis)]),
    // These metrics have a value for each execution, so that alarms see periods without failures.
    ...["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"]
      .filter((name) => name !== names[status])
      .map((name) => metric(name, 0)),
  ];
}
