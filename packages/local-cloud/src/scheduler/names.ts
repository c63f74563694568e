import { arn, type StackLocation } from "../kernel/identity";
import type { ScheduleKey } from "./model";

export const defaultGroup = "default";

export function scheduleArn(location: StackLocation, { group, name }: ScheduleKey): string {
  return arn(location, "scheduler", `schedule/${group}/${name}`);
}

export function groupArn(location: StackLocation, name: string): string {
  return arn(location, "scheduler", `schedule-group/${name}`);
}

/** Returns the name in the ARN of a group; undefined for another ARN. */
export function groupOfArn(reference: string): string | undefined {
  return /^arn:[^:]+:scheduler:[^:]+:\d{12}:schedule-group\/([\w.-]+)$/.exec(reference)?.[1];
}
