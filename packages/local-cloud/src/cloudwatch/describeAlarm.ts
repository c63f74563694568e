import type { AlarmDeclaration, Points } from "./declaredAlarms";
import type { Comparison } from "./evaluate";

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: "above",
  GreaterThanOrEqualToThreshold: "at least",
  LessThanThreshold: "below",
  LessThanOrEqualToThreshold: "at most",
};

/** Describes an alarm in plain words: the metric, its last value and the condition. */
export function describeAlarm(declaration: AlarmDeclaration, recent: readonly number[]): string {
  const { watched } = declaration;
  if ("notEvaluated" in watched) return `It is not evaluated locally: ${watched.notEvaluated}.`;
  if ("rule" in watched) return "It fires while its rule about other alarms holds.";
  const last = recent.at(-1);
  const value = last === undefined ? "has no recent values" : `was ${round(last)} last`;
  return `${subjectOf(watched)} ${value}. It fires ${ruleOf(declaration, watched)}.`;
}

/** Returns the watched metric, such as `Errors (Sum) of getOrders-1a2b3c`. */
function subjectOf({ metrics }: Points): string {
  const [first] = metrics;
  if (first === undefined) return "Its expression";
  const of = Object.values(first.dimensions).join(", ");
  const names = [...new Set(metrics.map(({ name }) => name))];
  const subject = metrics.length === 1 ? `${first.name} (${first.stat})` : `An expression of ${names.join(", ")}`;
  return of === "" ? subject : `${subject} of ${of}`;
}

function ruleOf(
  { evaluationPeriods, datapointsToAlarm }: AlarmDeclaration,
  { comparison, threshold, period }: Points,
): string {
  const of = evaluationPeriods === 1 ? "a period" : `${datapointsToAlarm} of ${evaluationPeriods} periods`;
  return `when it is ${words[comparison]} ${round(threshold)} in ${of} of ${durationText(period)}`;
}

function durationText(seconds: number): string {
  if (seconds % 60 !== 0) return `${seconds} seconds`;
  return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}
