import type { State } from "../wire";

/** `12:03:04.567`, in UTC, as logs have it. */
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

/** A part of the address; as it is where somebody has typed an escape that is none. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** JSON, indented; other text as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** When a state came, so that its clock can be read on until the next one. */
const came = new WeakMap<State, number>();

/** The run's clock as it must be by now. */
export function clockText(run: State): string {
  const since = came.get(run) ?? performance.now();
  came.set(run, since);
  const now = run.now + (performance.now() - since) * (run.scale ?? 1);
  return `${new Date(now).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
