import { optionalText } from "../kernel/protocols/jsonInput";
import type { JsonInput } from "../kernel/protocols/jsonService";
import type { Schedule, Target } from "./model";
import { defaultGroup } from "./names";

/** Retries of a target without a policy (recorded by GetSchedule: 86,400 seconds, 185 attempts). */
const defaultRetryPolicy: Target["RetryPolicy"] = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** Returns the schedule of a checked input of CreateSchedule or UpdateSchedule. */
export function scheduleOf(input: JsonInput, times: Pick<Schedule, "created" | "modified">): Schedule {
  const millis = (key: string) => (typeof input[key] === "number" ? input[key] * 1_000 : undefined);
  const target = input["Target"] as Target;
  return {
    group: optionalText(input, "GroupName") ?? defaultGroup,
    name: optionalText(input, "Name")!,
    expression: optionalText(input, "ScheduleExpression")!,
    timeZone: optionalText(input, "ScheduleExpressionTimezone") ?? "UTC",
    start: millis("StartDate"),
    end: millis("EndDate"),
    description: optionalText(input, "Description"),
    state: optionalText(input, "State") ?? "ENABLED",
    kmsKeyArn: optionalText(input, "KmsKeyArn"),
    target: { ...target, RetryPolicy: { ...defaultRetryPolicy, ...target.RetryPolicy } },
    window: input["FlexibleTimeWindow"] as Schedule["window"],
    afterCompletion: optionalText(input, "ActionAfterCompletion") ?? "NONE",
    ...times,
  };
}

/** Removes keys without a value. */
export function defined(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}
