import { daysIn, type CronFields } from "./cronFields";
import { instantOf, localTime } from "./timeZones";

/**
 * Returns the first occurrence after an instant; undefined if no occurrence follows.
 *
 * Times that a change of the clocks skips do not occur, and repeated ones occur once (EventBridge Scheduler User Guide,
 * "Daylight savings time").
 */
export function nextCron(fields: CronFields, after: number, timeZone: string): number | undefined {
  const start = new Date(localTime(after, timeZone));
  const from = { year: start.getUTCFullYear(), month: start.getUTCMonth() + 1, day: start.getUTCDate() };
  const [hours, minutes] = [sorted(fields.hours), sorted(fields.minutes)];
  for (const year of sorted(fields.years)) {
    if (year < from.year) continue;
    for (const month of sorted(fields.months)) {
      if (year === from.year && month < from.month) continue;
      const isFirst = year === from.year && month === from.month;
      for (let day = isFirst ? from.day : 1; day <= daysIn(year, month); day += 1) {
        if (!fields.isDay(year, month, day)) continue;
        const found = firstOf(Date.UTC(year, month - 1, day), { hours, minutes, after, timeZone });
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

interface Times {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly after: number;
  readonly timeZone: string;
}

/** Longest difference of a local time to UTC, with a margin for changes of the clocks. */
const margin = 36 * 3_600_000;

function firstOf(date: number, { hours, minutes, after, timeZone }: Times): number | undefined {
  for (const hour of hours) {
    // Skip hours that are certainly over before each minute is converted.
    if (date + (hour + 1) * 3_600_000 + margin < after) continue;
    for (const minute of minutes) {
      const instant = instantOf(date + hour * 3_600_000 + minute * 60_000, timeZone);
      if (instant !== undefined && instant > after) return instant;
    }
  }
  return undefined;
}

function sorted(values: ReadonlySet<number>): number[] {
  return [...values].sort((a, b) => a - b);
}
