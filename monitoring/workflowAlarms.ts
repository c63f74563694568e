import type * as aws from "@pulumi/aws";
import { createAlarms, type AlarmContext, type AlarmRow } from "./alarms";
import { executionCount } from "./metrics";
import type { WatchedWorkflow } from "./watched";

/** Alarms of each workflow. Its tasks have none: their failures are retried, and the last one fails the execution. */
const workflowAlarms: readonly AlarmRow<WatchedWorkflow>[] = [
  {
    name: ({ name }) => `executions-failed-${name}`,
    runbookEntry: "failed-executions",
    threshold: "executionsFailed",
    sentence: ({ name }, executions) => `More than ${executions} executions of ${name} failed in 5 minutes`,
    metric: (workflow) => executionCount(workflow, "ExecutionsFailed"),
    window: { evaluationPeriods: 1 },
  },
  {
    name: ({ name }) => `executions-timed-out-${name}`,
    runbookEntry: "failed-executions",
    threshold: "executionsTimedOut",
    sentence: ({ name }, executions) => `More than ${executions} executions of ${name} timed out in 5 minutes`,
    metric: (workflow) => executionCount(workflow, "ExecutionsTimedOut"),
    window: { evaluationPeriods: 1 },
  },
  {
    name: ({ name }) => `executions-throttled-${name}`,
    runbookEntry: "throttled-executions",
    threshold: "executionsThrottled",
    sentence: ({ name }, events) => `Step Functions throttled more than ${events} states of ${name} in 5 minutes`,
    metric: (workflow) => executionCount(workflow, "ExecutionThrottled"),
    window: { evaluationPeriods: 1 },
  },
];

/** Declares the alarms of a workflow. */
export function createWorkflowAlarms(context: AlarmContext, workflow: WatchedWorkflow): aws.cloudwatch.MetricAlarm[] {
  return createAlarms(context, workflowAlarms, workflow);
}
