import { usageError } from "./commandLine";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Converts a duration such as `15m` to seconds. @throws CommanderError that names the value and the rule */
export function parseDuration(text: string): number {
  const [, sign = "", count = "", unit = ""] = /^(-?)(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === "") throw usageError(`--expires is ${text}: it must be a number followed by s, m, h or d, such as 15m`);
  return Number(`${sign}${count}`) * units[unit]!;
}
