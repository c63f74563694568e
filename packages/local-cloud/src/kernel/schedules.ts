/** Schedule expressions of EventBridge's rules and of EventBridge Scheduler. */
import { nextCron } from "./schedules/cron";
import { parseCronFields } from "./schedules/cronFields";
import { instantOf } from "./schedules/timeZones";

export { isTimeZone } from "./schedules/timeZones";

export interface Schedule {
  readonly kind: "rate" | "cron" | "at";
  /** True if a rule may have this expression. EventBridge Scheduler accepts more. */
  readonly isForRules: boolean;
  /**
   * Returns the first occurrence after an instant; undefined if no occurrence follows. All times are epoch milliseconds.
   *
   * @param anchor time from which a rate counts; it is an occurrence itself if it is after `after`.
   * @param timeZone IANA name; defaults to UTC.
   */
  next(after: number, anchor: number, timeZone?: string): number | undefined;
}

const unitMillis: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses `rate(5 minutes)`, `cron(0 10 * * ? *)` or `at(2026-12-24T18:00:00)`; undefined if AWS rejects it. */
export function parseSchedule(expression: string): Schedule | undefined {
  const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  switch (kind) {
    case "rate":
      return parseRate(inner);
    case "cron": {
      const fields = parseCronFields(inner);
      return (
        fields && {
          kind,
          isForRules: true,
          next: (after, _anchor, timeZone = "UTC") => nextCron(fields, after, timeZone),
        }
      );
    }
    case "at":
      return parseAt(inner);
    default:
      return undefined;
  }
}

function parseRate(inner: string): Schedule | undefined {
  const [, digits = "", unit = "", plural] = /^(\d{1,9}) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const count = Number(digits);
  if (count < 1) return undefined;
  const millis = count * unitMillis[unit]!;
  return {
    kind: "rate",
    // Rules require the singular for 1 and the plural for others (recorded by PutRule).
    isForRules: (count === 1) === (plural === ""),
    next: (after, anchor) => (after < anchor ? anchor : anchor + (Math.floor((after - anchor) / millis) + 1) * millis),
  };
}

function parseAt(inner: string): Schedule | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inner)) return undefined;
  const local = Date.parse(`${inner}Z`);
  // Date.parse accepts February 30 and moves it into March.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 19) !== inner) return undefined;
  return {
    kind: "at",
    isForRules: false,
    next: (after, _anchor, timeZone = "UTC") => {
      const instant = instantOf(local, timeZone);
      return instant !== undefined && instant > after ? instant : undefined;
    },
  };
}
