import { violations } from "../kernel/constraints/violations";
import type { Rule } from "../kernel/constraints/rules";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { isTimeZone, parseSchedule } from "../kernel/schedules";
import { scheduleMembers, type Member } from "./rules";
import { targetFault } from "./targetArn";

export const invalid = (message: string) => new ServiceError("ValidationException", message);

/** Checks values against their rules. @throws ServiceError with all violations, as AWS's validation does */
export function checkValues(values: readonly (readonly [value: unknown, rule: Rule])[]): void {
  refuse(values.flatMap(([value, rule]) => (value === undefined ? [] : violations(value, rule, rule.at))));
}

function refuse(found: readonly string[]): void {
  if (found.length === 0) return;
  const count = `${found.length} validation error${found.length === 1 ? "" : "s"} detected`;
  throw invalid(`${count}: ${found.join("; ")}`);
}

/**
 * Checks the input of CreateSchedule or UpdateSchedule.
 *
 * @param now epoch milliseconds
 * @throws ServiceError
 */
export function checkSchedule(input: JsonInput, now: number): void {
  refuse(scheduleMembers.flatMap((member) => memberViolations(input, member)));
  const expression = String(input["ScheduleExpression"]);
  // The expression is in the message as it was sent (recorded: events/schedule-bad-1).
  const schedule = parseSchedule(expression);
  if (schedule === undefined) throw invalid(`Invalid Schedule Expression ${expression}.`);
  const zone = input["ScheduleExpressionTimezone"];
  if (typeof zone === "string" && !isTimeZone(zone)) {
    throw invalid(`Invalid Schedule Expression Timezone ${zone}.`);
  }
  checkWindow(input);
  if (schedule.kind !== "at") checkDates(input, now);
  const fault = targetFault(input["Target"] as JsonInput);
  if (fault !== undefined) throw invalid(fault);
}

function memberViolations(input: JsonInput, { path, rule, isRequired = false }: Member): string[] {
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as JsonInput | undefined)?.[key], input);
  if (typeof parent !== "object" || parent === null) return [];
  const value = (parent as JsonInput)[path.at(-1)!];
  if (value === undefined || value === null) {
    return isRequired ? [`Value at '${rule.at}' failed to satisfy constraint: Member must not be null`] : [];
  }
  return rule.type === "map" ? [] : violations(value, rule, rule.at);
}

/** The two fields depend on each other (EventBridge Scheduler API reference, FlexibleTimeWindow). */
function checkWindow(input: JsonInput): void {
  const { Mode, MaximumWindowInMinutes: minutes } = input["FlexibleTimeWindow"] as JsonInput;
  if (Mode === "FLEXIBLE" && minutes === undefined) {
    throw invalid("MaximumWindowInMinutes must be provided when FlexibleTimeWindow.Mode is FLEXIBLE.");
  }
  if (Mode === "OFF" && minutes !== undefined) {
    throw invalid("MaximumWindowInMinutes must not be provided when FlexibleTimeWindow.Mode is OFF.");
  }
}

/** Age in milliseconds that a start date may have. */
const maxStartAge = 300_000;

function checkDates({ StartDate: start, EndDate: end }: JsonInput, now: number): void {
  const millis = (seconds: unknown) => (typeof seconds === "number" ? seconds * 1_000 : undefined);
  const [first, last] = [millis(start), millis(end)];
  if (first !== undefined && first < now - maxStartAge) {
    throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
  }
  if (last !== undefined && last <= Math.max(first ?? now, now)) {
    throw invalid("The EndDate you specify must come after the StartDate you specify and in the future.");
  }
}
