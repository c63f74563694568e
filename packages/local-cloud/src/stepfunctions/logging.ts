import type { LogSink } from "../kernel/interfaces";
import type { Execution } from "./executions/execution";
import type { HistoryEvent, LoggingConfiguration } from "./executions/records";

/** Event types of the levels (Step Functions Developer Guide, "Log levels for Step Functions execution events"). */
const fatal = new Set(["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"]);

function isLogged(level: LoggingConfiguration["level"], type: string): boolean {
  if (level === "ALL") return true;
  if (level === "OFF") return false;
  return fatal.has(type) || (level === "ERROR" && /(?:Failed|TimedOut|Aborted)$/.test(type));
}

const dataKeys = new Set(["input", "output", "parameters", "assignedVariables", "error", "cause"]);

/** Writes an event to the log groups of its machine, in the form of AWS's entries. */
export function logEvent(
  log: LogSink,
  { level, includeExecutionData, groups }: LoggingConfiguration,
  { execution, event }: { readonly execution: Execution; readonly event: HistoryEvent },
): void {
  if (!isLogged(level, event.type)) return;
  const [, details = {}] = Object.entries(event).find(([key]) => key.endsWith("EventDetails")) ?? [];
  const shown = Object.entries(details as object).filter(([key]) => includeExecutionData || !dataKeys.has(key));
  const entry = {
    id: String(event.id),
    type: event.type,
    details: Object.fromEntries(shown) as object,
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(Math.round(event.timestamp * 1_000)),
    execution_arn: execution.record.arn,
    redrive_count: String(execution.record.redriveCount),
  };
  const text = JSON.stringify(entry);
  for (const source of groups ?? []) log({ source, text, inGroup: true });
}
