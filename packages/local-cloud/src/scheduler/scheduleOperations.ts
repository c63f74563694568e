import { optionalText } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput } from "../kernel/protocols/jsonService";
import { keyIn, onSchedule, pageOf, secondsOf, type Operations, type SchedulerApi } from "./api";
import type { Schedule } from "./model";
import { scheduleArn } from "./names";
import { groupNameRule, namePrefixRule, nameRule, stateRule } from "./rules";
import { defined, scheduleOf } from "./scheduleInput";
import { checkSchedule, checkValues, invalid } from "./validation";

/** Operations on schedules. */
export function scheduleOperations(api: SchedulerApi): Operations {
  const { store, location, clock } = api;
  const put = (input: JsonInput, created: number) => {
    checkRole(api, input);
    const schedule = scheduleOf(input, { created, modified: clock.now() });
    store.put(schedule);
    return { ScheduleArn: scheduleArn(location, schedule) };
  };
  return {
    CreateSchedule: {
      access: (input, context) => [...onSchedule(api, "CreateSchedule")(input, context), ...passRole(input)],
      run: (input) => {
        checkSchedule(input, clock.now());
        const key = keyIn(input);
        store.requireGroup(key.group);
        if (store.schedule(key) !== undefined) throw conflict(`Schedule ${key.name} already exists.`);
        return put(input, clock.now());
      },
    },
    UpdateSchedule: {
      access: (input, context) => [...onSchedule(api, "UpdateSchedule")(input, context), ...passRole(input)],
      run: (input) => {
        checkSchedule(input, clock.now());
        // Members that the input lacks get their defaults (API reference, UpdateSchedule).
        return put(input, store.require(keyIn(input)).created);
      },
    },
    GetSchedule: {
      access: onSchedule(api, "GetSchedule"),
      run: (input) => describe(api, store.require(checkedKey(input))),
    },
    DeleteSchedule: {
      access: onSchedule(api, "DeleteSchedule"),
      run: (input) => {
        store.delete(store.require(checkedKey(input)));
        return {};
      },
    },
    ListSchedules: {
      access: () => [{ action: "scheduler:ListSchedules", resource: "*" }],
      run: (input) => {
        const { page, more } = pageOf(listed(api, input), input);
        return { Schedules: page.map((schedule) => summarize(api, schedule)), ...more };
      },
    },
  };
}

/** Requires permission to pass the target's role (EventBridge Scheduler User Guide, "Set up the execution role"). */
function passRole({ Target: target }: JsonInput) {
  const { RoleArn: resource } = (target ?? {}) as { RoleArn?: unknown };
  const context = { "iam:passedtoservice": "scheduler.amazonaws.com" };
  return typeof resource === "string" ? [{ action: "iam:PassRole", resource, context }] : [];
}

/** @throws ServiceError if Scheduler cannot assume the role */
function checkRole({ trustDenial }: SchedulerApi, input: JsonInput): void {
  const { RoleArn: role } = input["Target"] as { RoleArn: string };
  if (trustDenial(role, keyIn(input).group) !== undefined) throw invalid(untrusted);
}

/** Message of CreateSchedule for a role with another trust policy (quoted in aws-sdk-js-v3 issue 6494). */
export const untrusted = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";

function checkedKey(input: JsonInput) {
  checkValues([
    [input["Name"], nameRule],
    [input["GroupName"], groupNameRule],
  ]);
  return keyIn(input);
}

const conflict = (message: string) => new ServiceError("ConflictException", message, { statusCode: 409 });

function listed({ store }: SchedulerApi, input: JsonInput): Schedule[] {
  const [group, prefix, state] = ["GroupName", "NamePrefix", "State"].map((key) => optionalText(input, key));
  checkValues([
    [group, groupNameRule],
    [prefix, namePrefixRule],
    [state, stateRule],
  ]);
  if (group !== undefined) store.requireGroup(group);
  return store.schedules.filter(
    (schedule) =>
      (group === undefined || schedule.group === group) &&
      schedule.name.startsWith(prefix ?? "") &&
      (state === undefined || schedule.state === state),
  );
}

function summarize({ location }: SchedulerApi, schedule: Schedule): object {
  return {
    Arn: scheduleArn(location, schedule),
    Name: schedule.name,
    GroupName: schedule.group,
    State: schedule.state,
    CreationDate: secondsOf(schedule.created),
    LastModificationDate: secondsOf(schedule.modified),
    Target: { Arn: schedule.target.Arn },
  };
}

function describe(api: SchedulerApi, schedule: Schedule): object {
  return defined({
    ...summarize(api, schedule),
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timeZone,
    StartDate: secondsOf(schedule.start),
    EndDate: secondsOf(schedule.end),
    Description: schedule.description,
    KmsKeyArn: schedule.kmsKeyArn,
    Target: schedule.target,
    FlexibleTimeWindow: schedule.window,
    ActionAfterCompletion: schedule.afterCompletion,
  });
}
