import { parseSchedule } from "../kernel/schedules";
import type { Schedule } from "./model";

/**
 * Returns the first occurrence of a schedule after an instant; undefined if no occurrence follows. All times are epoch
 * milliseconds.
 *
 * A rate starts at the start date, or at once. One-time schedules ignore both dates (EventBridge Scheduler User Guide,
 * "Schedule types").
 */
export function nextOccurrence(schedule: Schedule, after: number): number | undefined {
  const { expression, timeZone, start, end, modified } = schedule;
  const parsed = parseSchedule(expression);
  if (parsed === undefined) return undefined;
  if (parsed.kind === "at") return parsed.next(after, 0, timeZone);
  const from = start === undefined ? after : Math.max(after, start - 1);
  const next = parsed.next(from, start ?? modified, timeZone);
  return next === undefined || (end !== undefined && next > end) ? undefined : next;
}
