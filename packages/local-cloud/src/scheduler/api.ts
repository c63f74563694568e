import type { Clock } from "../kernel/clock";
import type { StackLocation } from "../kernel/identity";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import { cutPage, positionIn } from "../kernel/protocols/positions";
import type { ScheduleKey } from "./model";
import { defaultGroup, scheduleArn } from "./names";
import { maxResultsRule, nextTokenRule } from "./rules";
import type { ScheduleStore } from "./store";
import { checkValues, invalid } from "./validation";

/** Items and services that all operations of EventBridge Scheduler use. */
export interface SchedulerApi {
  readonly store: ScheduleStore;
  readonly location: StackLocation;
  readonly clock: Pick<Clock, "now">;
  /** Returns why Scheduler cannot assume a role for a group; undefined if it can. */
  readonly trustDenial: (roleArn: string, group: string) => string | undefined;
}

export type Operations = Record<string, JsonOperation>;

type Access = NonNullable<JsonOperation["access"]>;

export const keyIn = (input: JsonInput): ScheduleKey => ({
  group: optionalText(input, "GroupName") ?? defaultGroup,
  name: optionalText(input, "Name") ?? "",
});

/** Requires an action on the schedule that the input names. */
export function onSchedule({ location }: SchedulerApi, action: string): Access {
  return (input) => [{ action: `scheduler:${action}`, resource: scheduleArn(location, keyIn(input)) }];
}

/** Returns a page of a list, with the token of the next one. @throws ServiceError for an invalid token or size */
export function pageOf<T>(items: readonly T[], input: JsonInput): { page: T[]; more: { NextToken?: string } } {
  const token = optionalText(input, "NextToken");
  const size = input["MaxResults"];
  checkValues([
    [size, maxResultsRule],
    [token, nextTokenRule],
  ]);
  const from = positionIn(token);
  if (from === undefined) throw invalid("Invalid NextToken.");
  const { page, next } = cutPage(items, { from, size: Number(size ?? 100) });
  return { page, more: next === undefined ? {} : { NextToken: next } };
}

/** AWS's JSON protocol sends times in seconds. */
export const secondsOf = (millis: number | undefined) => (millis === undefined ? undefined : millis / 1_000);
