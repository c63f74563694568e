/** Items of EventBridge Scheduler as they are stored, with the names of the API. */

export interface Schedule {
  readonly group: string;
  readonly name: string;
  /** `rate(…)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly description?: string | undefined;
  readonly state: string;
  readonly kmsKeyArn?: string | undefined;
  readonly target: Target;
  readonly window: FlexibleTimeWindow;
  /** `NONE` or `DELETE`. */
  readonly afterCompletion: string;
  /** Epoch milliseconds. */
  readonly created: number;
  /** Time of the last change. A rate without a start date counts from it. */
  readonly modified: number;
}

/** Keys of a schedule in a group. */
export type ScheduleKey = Pick<Schedule, "group" | "name">;

export interface FlexibleTimeWindow {
  /** `OFF` or `FLEXIBLE`. */
  readonly Mode: string;
  readonly MaximumWindowInMinutes?: number | undefined;
}

/** A target, as in CreateSchedule. */
export interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string | undefined;
  readonly DeadLetterConfig?: { readonly Arn?: string | undefined } | undefined;
  readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number };
  readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string } | undefined;
  readonly SqsParameters?: { readonly MessageGroupId?: string | undefined } | undefined;
}

export interface ScheduleGroup {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly modified: number;
}

export type Item =
  | { readonly schedule: Schedule }
  | { readonly group: ScheduleGroup }
  /** Inputs of a declared resource as text. A schedule that has completed or was changed stays until they change. */
  | { readonly declaration: string };
