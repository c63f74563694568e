import { metricsOf, type MetricWidget } from "./widgets";
import type { WatchedWorkflow } from "./watched";

/** Returns the widgets of a workflow: executions, their time, and the calls and time of its tasks. */
export function workflowWidgets({ name, machineArn, tasks }: WatchedWorkflow): MetricWidget[] {
  const machine = { namespace: "AWS/States", dimensions: { StateMachineArn: machineArn } };
  const ofTask = (functionName: (typeof tasks)[number]["functionName"]) => ({
    namespace: "AWS/Lambda",
    dimensions: { FunctionName: functionName },
  });
  return [
    {
      title: `${name}: executions`,
      metrics: metricsOf(
        machine,
        ["ExecutionsStarted", "Sum", "started"],
        ["ExecutionsSucceeded", "Sum", "succeeded"],
        ["ExecutionsFailed", "Sum", "failed"],
        ["ExecutionsTimedOut", "Sum", "timed out"],
        ["ExecutionThrottled", "Sum", "throttled states"],
      ),
    },
    {
      title: `${name}: time (ms)`,
      metrics: metricsOf(machine, ["ExecutionTime", "p50", "p50"], ["ExecutionTime", "Maximum", "longest"]),
    },
    {
      title: `${name}: calls of tasks`,
      metrics: tasks.flatMap((task) =>
        metricsOf(
          ofTask(task.functionName),
          ["Invocations", "Sum", task.name],
          ["Errors", "Sum", `${task.name} errors`],
        ),
      ),
    },
    {
      title: `${name}: time of tasks (ms)`,
      metrics: tasks.flatMap((task) => metricsOf(ofTask(task.functionName), ["Duration", "p99", `${task.name} p99`])),
    },
  ];
}
