/** The interface of EventBridge Scheduler for the console. */
import { serviceKey } from "../serviceRegistry";

export interface ScheduleDescription {
  /** Group and name, `default/nightly`. */
  readonly id: string;
  readonly arn: string;
  readonly expression: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly state: string;
  /** ARN. */
  readonly target: string;
  /** Maximum minutes after an occurrence at which the target is called; undefined without a flexible window. */
  readonly windowMinutes: number | undefined;
  /** Next occurrences in epoch milliseconds; empty for a disabled schedule. */
  readonly next: readonly number[];
}

export interface ScheduleList {
  /** @param count maximum number of next occurrences of each schedule */
  descriptions(count: number): readonly ScheduleDescription[];
  /** Calls the target now. @throws UserError for an unknown schedule */
  runNow(id: string): void;
}

export const scheduleList = serviceKey<ScheduleList>("schedules");
