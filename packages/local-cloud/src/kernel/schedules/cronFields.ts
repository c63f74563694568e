/** The fields of a cron expression of AWS (EventBridge Scheduler User Guide, "Cron-based schedules"). */
export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  /** Returns whether a date matches the day of the month or of the week. @param month 1-based */
  readonly isDay: (year: number, month: number, day: number) => boolean;
}

interface Range {
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names?: readonly string[];
}

const minutes: Range = { min: 0, max: 59 };
const hours: Range = { min: 0, max: 23 };
const daysOfMonth: Range = { min: 1, max: 31 };
const months: Range = { min: 1, max: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ") };
const daysOfWeek: Range = { min: 1, max: 7, names: "SUN MON TUE WED THU FRI SAT".split(" ") };
const years: Range = { min: 1970, max: 2199 };

type IsDay = CronFields["isDay"];

/** Maximum length of an expression (EventBridge API reference, PutRule). */
const maxLength = 256;

/** Parses the six fields between the brackets of `cron(…)`; undefined if AWS rejects them. */
export function parseCronFields(text: string): CronFields | undefined {
  if (text.length > maxLength) return undefined;
  const parts = text
    .toUpperCase()
    .split(" ")
    .filter((part) => part !== "");
  if (parts.length !== 6) return undefined;
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = parts as [string, string, string, string, string, string];
  // Exactly one of both days is "?".
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  const sets = {
    minutes: parseList(minute, minutes),
    hours: parseList(hour, hours),
    months: parseList(month, months),
    years: parseList(year, years),
  };
  const isDay = dayOfWeek === "?" ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek);
  if (isDay === undefined || Object.values(sets).includes(undefined)) return undefined;
  return { ...(sets as Pick<CronFields, "minutes" | "hours" | "months" | "years">), isDay };
}

function parseList(text: string, range: Range): ReadonlySet<number> | undefined {
  const lists = text.split(",").map((part) => parsePart(part, range));
  return lists.includes(undefined) ? undefined : new Set(lists.flatMap((list) => list!));
}

/** Parses `*`, `5`, `5-10`, `5/10`, `5-10/2` or an asterisk with a step. A range may wrap, as `FRI-MON` does. */
function parsePart(text: string, range: Range): number[] | undefined {
  const [, from = "", to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,4}))?$/.exec(text) ?? [];
  const { min, max } = range;
  const first = from === "*" ? min : valueOf(from, range);
  const last = to !== undefined ? valueOf(to, range) : from === "*" || step !== undefined ? max : first;
  const every = step === undefined ? 1 : Number(step);
  if (first === undefined || last === undefined || every < 1 || (from === "*" && to !== undefined)) return undefined;
  if (last < first && range === years) return undefined;
  const size = max - min + 1;
  const length = last >= first ? last - first : last + size - first;
  const count = Math.floor(length / every) + 1;
  return Array.from({ length: count }, (_, index) => min + ((first - min + index * every) % size));
}

function valueOf(text: string, { min, max, names }: Range): number | undefined {
  const name = names?.indexOf(text) ?? -1;
  if (name >= 0) return min + name;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

/** Parses `15`, `L` (the last day), `L-3`, `15W` (the nearest weekday) or `LW`. */
function parseDayOfMonth(text: string): IsDay | undefined {
  const [, last, before = "0", nearest] = /^(L)(?:-(\d{1,2}))?(W)?$/.exec(text) ?? [];
  if (last !== undefined) {
    const dayOf = (year: number, month: number) => daysIn(year, month) - Number(before);
    if (nearest === undefined) return (year, month, day) => day === dayOf(year, month);
    return (year, month, day) => day === nearestWeekday(year, month, dayOf(year, month));
  }
  const [, weekday] = /^(\d{1,2})W$/.exec(text) ?? [];
  if (weekday !== undefined) {
    const near = valueOf(weekday, daysOfMonth);
    return near === undefined
      ? undefined
      : (year, month, day) => near <= daysIn(year, month) && day === nearestWeekday(year, month, near);
  }
  const days = parseList(text, daysOfMonth);
  return days && ((_year, _month, day) => days.has(day));
}

/** Parses `MON-FRI`, `L` (Saturday), `6L` (the last Friday) or `SAT#3` (the third Saturday). */
function parseDayOfWeek(text: string): IsDay | undefined {
  const [, nthName, nth] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (nthName !== undefined) return onWeekday(nthName, (day) => Math.ceil(day / 7) === Number(nth));
  const [, lastName] = /^(\w+)L$/.exec(text) ?? [];
  if (lastName !== undefined) return onWeekday(lastName, (day, days) => day > days - 7);
  const days = parseList(text === "L" ? "SAT" : text, daysOfWeek);
  return days && ((year, month, day) => days.has(weekdayOf(year, month, day)));
}

/**
 * @param isIt returns whether a day is the selected one of its weekday, from the number of days in the month
 */
function onWeekday(name: string, isIt: (day: number, days: number) => boolean): IsDay | undefined {
  const weekday = valueOf(name, daysOfWeek);
  if (weekday === undefined) return undefined;
  return (year, month, day) => weekdayOf(year, month, day) === weekday && isIt(day, daysIn(year, month));
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 is Sunday. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

/** Returns the weekday nearest to a day, in the same month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day === 1 ? day + 2 : day - 1;
  if (weekday === 1) return day === daysIn(year, month) ? day - 2 : day + 1;
  return day;
}
