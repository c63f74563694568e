import type { AlarmDeclaration, Points } from "./declaredAlarms";
import type { Comparison } from "./evaluate";

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: "above",
  GreaterThanOrEqualToThreshold: "at least",
  LessThanThreshold: "below",
  LessThanOrEqualToThreshold: "at most",
};

/** What an alarm watches, what it counted last and when it fires, for who does not know CloudWatch's own sentences. */
export function plainWords(declaration: AlarmDeclaration, recent: readonly number[]): string {
  const { watched } = declaration;
  if ("notEvaluated" in watched) return `It is not evaluated locally: ${watched.notEvaluated}.`;
  if ("rule" in watched) return "It fires while its rule over other alarms holds.";
  const last = recent.at(-1);
  const value = last === undefined ? "has no recent values" : `was ${rounded(last)} last`;
  return `${subjectOf(watched)} ${value}. It fires ${ruleOf(declaration, watched)}.`;
}

/** `Errors (Sum) of getOrders-1a2b3c`. */
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
  return `when it is ${words[comparison]} ${rounded(threshold)} in ${of} of ${durationText(period)}`;
}

function durationText(seconds: number): string {
  if (seconds % 60 !== 0) return `${seconds} seconds`;
  return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
