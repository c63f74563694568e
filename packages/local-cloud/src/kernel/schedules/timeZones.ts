/** Conversions between UTC and the local times of IANA time zones. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns whether Node.js supports a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
  });
  formats.set(timeZone, format);
  return format;
}

/** Returns the local time of an instant: the epoch milliseconds of the same date and time in UTC. */
export function localTime(instant: number, timeZone: string): number {
  if (timeZone === "UTC") return instant;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day] = [parts.get("year")!, parts.get("month")! - 1, parts.get("day")!];
  const millis = ((instant % 1_000) + 1_000) % 1_000;
  return Date.UTC(year, month, day, parts.get("hour"), parts.get("minute"), parts.get("second"), millis);
}

const day = 86_400_000;

/** Returns the first instant with a local time; undefined for a time that a change of the clocks skips. */
export function instantOf(local: number, timeZone: string): number | undefined {
  if (timeZone === "UTC") return local;
  const offsets = [local - day, local + day].map((instant) => localTime(instant, timeZone) - instant);
  const instants = offsets.map((offset) => local - offset).filter((instant) => localTime(instant, timeZone) === local);
  return instants.length === 0 ? undefined : Math.min(...instants);
}
