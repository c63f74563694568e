export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export interface Evaluation {
  /** N: how many periods are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them breach in an alarm. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/**
 * How many periods CloudWatch retrieves for an evaluation: more than it looks at, so that a late point is no missing
 * one. How many more it does not say (docs/emulation.md, "Assumed").
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + Math.max(Math.floor(evaluationPeriods / 3), 2);
}

/**
 * The state that the points of an evaluation range mean (CloudWatch User Guide, "Configuring how CloudWatch alarms treat
 * missing data"; its truth tables are the test).
 *
 * @param breaches oldest first: whether a period's point breaches; undefined where there is none.
 */
export function stateOf(
  breaches: readonly (boolean | undefined)[],
  { evaluationPeriods, datapointsToAlarm, treatMissingData }: Evaluation,
  before: AlarmState,
): AlarmState {
  const real = breaches.filter((breach) => breach !== undefined);
  if (real.length === 0) return withoutData(treatMissingData, before);
  const recent = real.slice(-evaluationPeriods);
  const breaching = recent.filter((breach) => breach).length;
  const alarm = (points: number): AlarmState => (points >= datapointsToAlarm ? "ALARM" : "OK");
  if (real.length >= evaluationPeriods || treatMissingData === "notBreaching") return alarm(breaching);
  if (treatMissingData === "breaching") return alarm(breaching + evaluationPeriods - real.length);
  if (breaching >= datapointsToAlarm) return "ALARM";
  // Points that are old and all breach: nothing says that it got better.
  const oldest = breaches.length - breaches.findIndex((breach) => breach !== undefined);
  if (breaching < recent.length || oldest < datapointsToAlarm) return "OK";
  return treatMissingData === "missing" ? "ALARM" : before;
}

function withoutData(treatMissingData: MissingData, before: AlarmState): AlarmState {
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
