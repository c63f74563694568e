import { mistake } from "./commandLine";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of `15m`. @throws CommanderError that names the value and the rule. */
export function secondsOf(text: string): number {
  const [, sign = "", count = "", unit = ""] = /^(-?)(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === "") throw mistake(`--expires is ${text}: it must be a number and s, m, h or d, such as 15m`);
  return Number(`${sign}${count}`) * units[unit]!;
}
