import { createHash } from "node:crypto";
import type { Schedule } from "./model";
import type { StackLocation } from "../kernel/identity";
import { scheduleArn } from "./names";

/** An invocation of a schedule's target, which may need several attempts. */
export interface Occurrence {
  readonly schedule: Schedule;
  /** Epoch milliseconds of the schedule's time, without the delay of a flexible window. */
  readonly at: number;
  /** 16 hexadecimal digits. */
  readonly executionId: string;
  /** Milliseconds after `at` at which the target is called. */
  readonly delay: number;
}

/** @returns the same execution id and delay on every run with the same schedule and time. */
export function occurrenceOf(location: StackLocation, schedule: Schedule, at: number): Occurrence {
  const digits = createHash("sha256")
    .update(`${scheduleArn(location, schedule)} ${new Date(at).toISOString()}`)
    .digest("hex");
  const { Mode, MaximumWindowInMinutes: minutes = 0 } = schedule.window;
  const share = Number.parseInt(digits.slice(16, 24), 16) / 0x1_0000_0000;
  const delay = Mode === "FLEXIBLE" ? Math.floor(share * minutes * 60_000) : 0;
  return { schedule, at, executionId: digits.slice(0, 16), delay };
}

/** Keywords of EventBridge Scheduler User Guide, "Adding context attributes". */
const attributes = /<aws\.scheduler\.(schedule-arn|scheduled-time|execution-id|attempt-number)>/g;

/** Returns the input of an attempt. @param attempt 1-based */
export function inputOf({ schedule, at, executionId }: Occurrence, attempt: number, location: StackLocation): string {
  const values: Readonly<Record<string, string>> = {
    "schedule-arn": scheduleArn(location, schedule),
    "scheduled-time": scheduledTime(at),
    "execution-id": executionId,
    "attempt-number": String(attempt),
  };
  const input = schedule.target.Input ?? defaultInput({ schedule, at }, location);
  return input.replace(attributes, (_, name: string) => values[name]!);
}

/** Returns `2022-03-22T18:59:43Z`. */
export function scheduledTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Notification of a target without an input. It has the form of the event of a scheduled rule. */
function defaultInput({ schedule, at }: Pick<Occurrence, "schedule" | "at">, location: StackLocation): string {
  const arn = scheduleArn(location, schedule);
  return JSON.stringify({
    version: "0",
    id: createHash("sha256")
      .update(`${arn} ${at}`)
      .digest("hex")
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5"),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: arn.split(":")[4],
    time: scheduledTime(at),
    region: arn.split(":")[3],
    resources: [arn],
    detail: "{}",
  });
}
