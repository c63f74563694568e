export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export interface Evaluation {
  /** Number of evaluated periods (N of "M out of N"). */
  readonly evaluationPeriods: number;
  /** Number of breaching periods that cause an alarm (M of "M out of N"). */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/**
 * Returns the number of periods that CloudWatch retrieves. It exceeds the evaluated periods, so that a late data point
 * does not count as missing. AWS does not document by how much (docs/emulation.md, "Assumed").
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + Math.max(Math.floor(evaluationPeriods / 3), 2);
}

/**
 * Returns the state of an alarm for the data points of an evaluation range (CloudWatch User Guide, "Configuring how
 * CloudWatch alarms treat missing data"; the tests contain its truth tables).
 *
 * @param breaches one entry for each period, oldest first; undefined for a missing data point.
 */
export function stateOf(
  breaches: readonly (boolean | undefined)[],
  { evaluationPeriods, datapointsToAlarm, treatMissingData }: Evaluation,
  before: AlarmState,
): AlarmState {
  const real = breaches.filter((breach) => breach !== undefined);
  if (real.length === 0) return stateWithoutData(treatMissingData, before);
  const recent = real.slice(-evaluationPeriods);
  const breaching = recent.filter((breach) => breach).length;
  const alarm = (points: number): AlarmState => (points >= datapointsToAlarm ? "ALARM" : "OK");
  if (real.length >= evaluationPeriods || treatMissingData === "notBreaching") return alarm(breaching);
  if (treatMissingData === "breaching") return alarm(breaching + evaluationPeriods - real.length);
  if (breaching >= datapointsToAlarm) return "ALARM";
  // All data points breach and are old. Without a newer one, the alarm does not recover.
  const oldest = breaches.length - breaches.findIndex((breach) => breach !== undefined);
  if (breaching < recent.length || oldest < datapointsToAlarm) return "OK";
  return treatMissingData === "missing" ? "ALARM" : before;
}

function stateWithoutData(treatMissingData: MissingData, before: AlarmState): AlarmState {
  switch (treatMissingData) {
    case "missing":
      return "INSUFFICIENT_DATA";
    case "ignore":
      return before;
    case "breaching":
      return "ALARM";
    case "notBreaching":
      return "OK";
  }
}

const comparisons = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

export type Comparison = keyof typeof comparisons;

export function isComparison(operator: string): operator is Comparison {
  return Object.hasOwn(comparisons, operator);
}

export function breaches(operator: Comparison, value: number, threshold: number): boolean {
  return comparisons[operator](value, threshold);
}
