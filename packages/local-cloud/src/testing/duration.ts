const millis: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Converts a duration to milliseconds.
 *
 * @param duration milliseconds, or a number with a unit: `250ms`, `30s`, `5m`, `2h`, `1d`.
 * @throws TypeError for any other text, and for negative or infinite numbers.
 */
export function millisOf(duration: number | string): number {
  const [, count = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration)) ?? [];
  const result = typeof duration === "number" ? duration : Number(count) * (millis[unit] ?? NaN);
  if (Number.isFinite(result) && result >= 0) return result;
  throw new TypeError(`the duration ${JSON.stringify(duration)}: it must be milliseconds, or a text such as "5m"`);
}
