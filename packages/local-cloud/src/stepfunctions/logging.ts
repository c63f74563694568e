import type { LogSink } from "../kernel/facts/logSink";
import type { Execution } from "./executions/execution";
import { withoutData } from "./executions/historyData";
import type { HistoryEvent, LoggingConfiguration } from "./executions/records";

/** Event types of the levels (Step Functions Developer Guide, "Log levels for Step Functions execution events"). */
const fatal = /^Execution(?:Aborted|Failed|TimedOut)$/;
const error = /(?:Failed|TimedOut|Aborted)$|^FailStateEntered$/;

function isLogged(level: LoggingConfiguration["level"], type: string): boolean {
  if (level === "OFF") return false;
  return level === "ALL" || (level === "ERROR" ? error : fatal).test(type);
}

/** Writes an event to the log groups of its machine, in the form of AWS's entries. */
export function logEvent(
  log: LogSink,
  { level, includeExecutionData, groups }: LoggingConfiguration,
  { execution, event }: { readonly execution: Execution; readonly event: HistoryEvent },
): void {
  if (!isLogged(level, event.type)) return;
  const [, given = {}] = Object.entries(event).find(([key]) => key.endsWith("EventDetails")) ?? [];
  const details = given as Readonly<Record<string, unknown>>;
  const entry = {
    id: String(event.id),
    type: event.type,
    details: includeExecutionData ? withinLimit(details) : withoutData(details),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(Math.round(event.timestamp * 1_000)),
    execution_arn: execution.record.arn,
    redrive_count: String(execution.record.redriveCount),
  };
  const text = JSON.stringify(entry);
  for (const source of groups ?? []) log({ source, text, inGroup: true });
}

/** Most bytes of an escaped input or output in a log (Developer Guide, "CloudWatch Logs payloads"). */
const maxLogged = 248 * 1_024;

/** Returns details whose input and output are cut at the limit. The member beside them shows that. */
function withinLimit(details: Readonly<Record<string, unknown>>): object {
  const changes = ["input", "output"].flatMap((key) => {
    const text = details[key];
    if (typeof text !== "string" || escapedBytes(text) <= maxLogged) return [];
    return [
      [key, cut(text)],
      [`${key}Details`, { truncated: true }],
    ];
  });
  return { ...details, ...(Object.fromEntries(changes) as object) };
}

function escapedBytes(text: string): number {
  // An escaped character has six bytes at most, so most texts need no second pass.
  return text.length * 6 <= maxLogged ? 0 : Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Returns the longest start of a text whose escaped form is within the limit. */
function cut(text: string): string {
  let [fits, exceeds] = [0, text.length];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (escapedBytes(text.slice(0, middle)) <= maxLogged) fits = middle;
    else exceeds = middle;
  }
  return text.slice(0, fits);
}
