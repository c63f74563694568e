import type { AlarmState, Comparison } from "./evaluate";

/** A data point; `at` is the start of its period in epoch milliseconds. */
export interface Point {
  readonly value: number;
  readonly start: number;
}

export interface ReasonInput {
  readonly state: AlarmState;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: string;
  /** Evaluated data points, newest first. */
  readonly points: readonly Point[];
}

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: "greater than",
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

/** Returns CloudWatch's reason for a new state (recorded: alarms/*). */
export function stateReason(reasoned: ReasonInput): string {
  const { state, comparison, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData, points } = reasoned;
  if (points.length === 0) {
    if (state === "INSUFFICIENT_DATA") return `Insufficient Data: ${count(evaluationPeriods)} unknown.`;
    const treated = treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
    const missing = `${evaluationPeriods} missing datapoint${evaluationPeriods === 1 ? " was" : "s were"}`;
    return `Threshold Crossed: no datapoints were received for ${periods(evaluationPeriods)} and ${missing} treated as [${treated}].`;
  }
  const partial = datapointsToAlarm < evaluationPeriods;
  const which = partial
    ? `${points.length} out of the last ${evaluationPeriods} datapoints`
    : `${points.length} datapoint${points.length === 1 ? "" : "s"}`;
  const values = points.map(({ value, start }) => `${formatDecimal(value)} (${formatDate(start)})`).join(", ");
  const verb = points.length === 1 ? "was" : "were";
  const not = state === "OK" ? " not" : "";
  const minimum = partial
    ? ` (minimum ${datapointsToAlarm} datapoint${datapointsToAlarm === 1 ? "" : "s"} for ${state === "OK" ? "ALARM -> OK" : "OK -> ALARM"} transition)`
    : "";
  return `Threshold Crossed: ${which} [${values}] ${verb}${not} ${words[comparison]} the threshold (${formatDecimal(threshold)})${minimum}.`;
}

function count(evaluationPeriods: number): string {
  return evaluationPeriods === 1 ? "1 datapoint was" : `${evaluationPeriods} datapoints were`;
}

function periods(number: number): string {
  return `${number} period${number === 1 ? "" : "s"}`;
}

/** Formats a number as Java prints a double, such as `21.0`. */
function formatDecimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `10/07/26 19:19:00`. */
function formatDate(epochMillis: number): string {
  const [date = "", time = ""] = new Date(epochMillis).toISOString().split("T");
  const [year = "", month, day] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
