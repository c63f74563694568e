/** Range of a number in a state. */
export interface NumberRange {
  readonly least: number;
  readonly most?: number;
  /** True if a fraction is allowed. */
  readonly isFloat?: boolean;
}

/** Longest time and most attempts (Amazon States Language, "Task state" and "Retrying after error"). */
export const longest = 99_999_999;

/** Numbers of states. They are checked in the definition, and at paths and expressions when a state runs. */
export const stateNumbers = {
  TimeoutSeconds: { least: 1, most: longest },
  HeartbeatSeconds: { least: 1, most: longest },
  MaxConcurrency: { least: 0 },
  ToleratedFailureCount: { least: 0 },
  ToleratedFailurePercentage: { least: 0, most: 100, isFloat: true },
} satisfies Readonly<Record<string, NumberRange>>;
