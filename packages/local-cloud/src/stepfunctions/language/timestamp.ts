/** An ISO 8601 time with seconds and a zone, as AWS requires in Wait and Choice. */
const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** A time as epoch milliseconds and nanoseconds within the second, for comparisons. */
export interface Timestamp {
  readonly millis: number;
  readonly nanos: number;
}

/** Returns undefined for a text that is no time with a zone. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const nanos = Number((found[7] ?? "").padEnd(9, "0"));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return { millis: local - offsetMillis(found[8]!) + Math.floor(nanos / 1_000_000), nanos };
}

function offsetMillis(zone: string): number {
  if (zone === "Z") return 0;
  const [hours, minutes] = zone.slice(1).split(":").map(Number) as [number, number];
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Returns a negative number, zero or a positive number. */
export function compareTimestamps(left: Timestamp, right: Timestamp): number {
  return left.millis - right.millis || left.nanos - right.nanos;
}

/** Returns the form of times in the context object, such as `2026-07-10T12:00:00.123Z`. */
export function printTimestamp(millis: number): string {
  return new Date(millis).toISOString();
}
