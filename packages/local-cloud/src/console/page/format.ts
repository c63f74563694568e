import type { State } from "../wire";

/** Formats `12:03:04.567` in UTC, as in logs. */
export function timeText(epochMillis: number): string {
  return new Date(epochMillis).toISOString().slice(11, 23);
}

export function dateText(epochMillis: number): string {
  return `${new Date(epochMillis).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function millisText(millis: number): string {
  if (millis >= 1_000) return `${(millis / 1_000).toFixed(2)} s`;
  if (millis < 1) return "< 1 ms";
  return millis >= 10 ? `${Math.round(millis)} ms` : `${millis.toFixed(1)} ms`;
}

/** Decodes a part of the address; returns it unchanged if it is malformed. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Indents JSON; returns other text unchanged. */
export function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Arrival time of each state, from which the clock is extrapolated. */
const arrivalTimes = new WeakMap<State, number>();

/** Returns the current time of the run's clock. */
export function clockText(run: State): string {
  const since = arrivalTimes.get(run) ?? performance.now();
  arrivalTimes.set(run, since);
  const now = run.now + (performance.now() - since) * (run.scale ?? 1);
  return `${new Date(now).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
